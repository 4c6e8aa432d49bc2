import { artifactKey } from "../model/database.ts";
import { attributeOf, type Element } from "../sources/wix/tree.ts";
import type { Job } from "./job.ts";
import type { Removal } from "./removal.ts";

/** Takes the packed file of what was started out of the package, where nothing else uses it: a Binary, or a File with the component that holds nothing else. */
export function removePacked(removal: Removal, { held }: Job): void {
  if (held?.table !== "File") return;
  const left = removal.left("file", held.key);
  const [definition, ...others] = left.filter(({ element }) => element.name === "File").map(({ element }) => element);
  if (definition === undefined || others.length > 0 || left.length > 1 || definition.children.length > 0) return;
  if (isNamedByPath(removal, definition, held.key)) return;
  const { parent } = definition;
  if (parent === undefined) return;
  if (parent.name === "ComponentGroup") removal.remove(definition);
  else if (parent.name === "Component" && parent.children.length === 1) removeComponent(removal, parent);
}

/** A shortcut or a script may know the file by its path only: where its name stands anywhere else, it stays. */
function isNamedByPath(removal: Removal, file: Element, key: string): boolean {
  const { world } = removal;
  const artifact = world.job.databases[0]?.artifacts.get(artifactKey("File", key));
  const name = (attributeOf(file, "Name")?.value ?? artifact?.name ?? "").toLowerCase();
  if (name === "") return true;
  return world.elements.some((element) => {
    if (element === file || removal.isRemoved(element)) return false;
    return element.attributes.some(({ value }) => value.value.toLowerCase().includes(name));
  });
}

/** With the references to it; one whose state a condition asks for stays. */
function removeComponent(removal: Removal, component: Element): void {
  const id = attributeOf(component, "Id")?.value;
  if (id === undefined) {
    removal.remove(component);
    return;
  }
  const { elements } = removal.world;
  const mark = new RegExp(`[$?]${id.replaceAll(".", "\\.")}(?![\\w.])`);
  const isAsked = elements.some((element) => {
    if (removal.isRemoved(element)) return false;
    if (element.name === "Custom" || element.name === "Condition" || element.name === "Publish") {
      if (mark.test(element.text()?.value ?? "")) return true;
    }
    return element.attributes.some(({ name, value }) => /Condition$/.test(name) && mark.test(value.value));
  });
  if (isAsked) return;
  removal.remove(component);
  for (const element of elements) {
    if (element.name === "ComponentRef" && attributeOf(element, "Id")?.value === id) removal.remove(element);
  }
}
