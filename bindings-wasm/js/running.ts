import { ConfigError } from "./errors.js";

/** A WebAssembly module that runs. After a trap its memory may hold anything, so it is never called again. */
export class Running<M> {
  readonly #module: M;
  #failure: unknown;

  constructor(module: M) {
    this.#module = module;
  }

  /**
   * Calls into the module.
   *
   * @throws what the call throws; if that was no ConfigError, then for ever after.
   */
  call<T>(use: (module: M) => T): T {
    if (this.#failure) throw this.#failure;
    try {
      return use(this.#module);
    } catch (error) {
      if (!(error instanceof ConfigError)) this.#failure = error;
      throw error;
    }
  }
}
