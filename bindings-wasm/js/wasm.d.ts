/** The build puts a module into a file as base64. */
declare module "*.wasm" {
  const base64: string;
  export default base64;
}
