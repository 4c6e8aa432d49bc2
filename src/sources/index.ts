export { compileWix } from "./wix/index.ts";
