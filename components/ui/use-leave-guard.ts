"use client";
import { useEffect, useRef } from "react";

/**
 * While something is unsaved: the browser asks before the tab is closed or reloaded, and a way to another page of the
 * portal (a link, back, forward) is held up and handed to `onLeave`, which may go it after all.
 * A browser without the Navigation API (https://html.spec.whatwg.org/multipage/nav-history-apis.html) cannot hold up
 * back and forward; there only the rest holds.
 */
export function useLeaveGuard(isUnsaved: boolean, onLeave: (go: () => void) => void) {
  const latest = useRef(onLeave);
  useEffect(() => {
    latest.current = onLeave;
  });
  useEffect(() => {
    if (!isUnsaved) return;
    let isLetGo = false;
    const hold = (event: Event, go: () => void) => {
      event.preventDefault();
      event.stopPropagation();
      latest.current(() => {
        isLetGo = true;
        go();
      });
    };
    const onUnload = (event: BeforeUnloadEvent) => {
      if (!isLetGo) event.preventDefault();
    };
    const onNavigate = (event: NavigateEvent) => {
      if (isLetGo || event.navigationType !== "traverse" || !event.cancelable) return;
      const { key } = event.destination;
      hold(event, () => window.navigation.traverseTo(key));
    };
    const onClick = (event: MouseEvent) => {
      const link =
        event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
      const isElsewhere =
        event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0 || link?.target;
      if (!isLetGo && link && !isElsewhere && link.origin === location.origin)
        hold(event, () => link.click());
    };
    window.addEventListener("beforeunload", onUnload);
    document.addEventListener("click", onClick, { capture: true });
    window.navigation?.addEventListener("navigate", onNavigate);
    return () => {
      window.removeEventListener("beforeunload", onUnload);
      document.removeEventListener("click", onClick, { capture: true });
      window.navigation?.removeEventListener("navigate", onNavigate);
    };
  }, [isUnsaved]);
}
