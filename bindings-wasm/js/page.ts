/** What of a page is looked at. */
interface Page {
  readonly document?: { readonly visibilityState?: string };
  addEventListener?(type: string, listener: (event: { type: string }) => void): void;
  removeEventListener?(type: string, listener: (event: { type: string }) => void): void;
}

const EVENTS = ["pagehide", "visibilitychange"];

/**
 * Calls `hide` whenever the page may be about to go: of a hidden one, phones never tell when it does. Nothing elsewhere than in
 * a page. It keeps nothing alive.
 */
export function watchPage(watcher: { hide(): void }): void {
  const page = globalThis as Page;
  if (!page.document) return;
  const reference = new WeakRef(watcher);
  const listener = ({ type }: { type: string }): void => {
    const watching = reference.deref();
    if (!watching) for (const event of EVENTS) page.removeEventListener?.(event, listener);
    else if (type === "pagehide" || page.document?.visibilityState === "hidden") watching.hide();
  };
  for (const event of EVENTS) page.addEventListener?.(event, listener);
}
