/** The build puts a module into a file as text. */
declare module "*.wasm" {
  const text: string;
  export default text;
}
