"use client";
import { ImageOff } from "lucide-react";
import { useTheme } from "next-themes";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import type { RemoteImages } from "./count-remote-images";
import { conversationWords as words } from "./words";

type Props = {
  ticketId: number;
  replyId: number;
  author: string;
  images: RemoteImages;
  /** Its text's length: how much room to keep until the frame says. */
  textLength: number;
};

const silentMs = 3000;

/** A contact's mail, in a frame that can reach nothing of the portal. Remote images load only when asked for. */
export function MessageFrame({ ticketId, replyId, author, images, textLength }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState<number | null>(null);
  const [withImages, setWithImages] = useState(false);
  // A streamed page is drawn elsewhere and moved into place, which loads a frame twice: it comes once the page stands.
  const [inPlace, setInPlace] = useState(false);
  useEffect(() => setInPlace(true), []);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const silence = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(silence.current), []);
  const { resolvedTheme } = useTheme();
  const theme = resolvedTheme === "dark" ? "dark" : "light";

  function tellTheme(value: string) {
    // The frame's origin is opaque, so no target origin can be named; the message holds nothing but the theme.
    frame.current?.contentWindow?.postMessage({ myportalTheme: value }, "*");
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: tellTheme reads nothing but the frame.
  useEffect(() => {
    tellTheme(theme);
  }, [theme]);
  useEffect(() => {
    function onMessage(event: MessageEvent) {
      if (event.source !== frame.current?.contentWindow) return;
      const posted: unknown = event.data?.myportalMessageHeight;
      if (typeof posted !== "number") return;
      clearTimeout(silence.current);
      setFailed(false);
      setHeight(Math.min(Math.max(posted, 20), 20_000));
    }
    window.addEventListener("message", onMessage);
    return () => window.removeEventListener("message", onMessage);
  }, []);

  function onLoad() {
    tellTheme(theme);
    // A mail posts its height when it is told the theme; what stands there instead of it posts nothing.
    clearTimeout(silence.current);
    silence.current = setTimeout(() => setFailed(true), silentMs);
  }

  const estimate = Math.max(1, Math.ceil(textLength / 85)) * 22;
  const source = `/tickets/${ticketId}/replies/${replyId}/body${withImages ? "?images=1" : ""}`;
  return (
    <>
      {images.count > 0 && !withImages ? (
        <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md border border-line bg-sunken py-1 pr-1 pl-2.5 text-xs text-ink-2">
          <ImageOff aria-hidden className="size-3.5 text-ink-3" />
          <span className="flex-1">{words.imagesBlocked(images.count, images.trackers)}</span>
          <Button
            look="ghost"
            size="sm"
            onClick={() => {
              setWithImages(true);
              // The button goes.
              frame.current?.focus();
            }}
          >
            {words.showImages}
          </Button>
        </div>
      ) : null}
      {failed ? (
        <p role="alert" className="flex flex-wrap items-center gap-2 text-xs text-bad">
          {words.bodyFailed}
          <Button
            size="sm"
            onClick={() => {
              setFailed(false);
              setAttempt(attempt + 1);
            }}
          >
            {words.bodyRetry}
          </Button>
        </p>
      ) : null}
      {inPlace ? (
        <iframe
          key={attempt}
          ref={frame}
          hidden={failed}
          onLoad={onLoad}
          src={source}
          title={words.messageFrom(author)}
          sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"
          style={{ height: height ?? estimate }}
          className={`w-full transition-opacity ${height === null ? "opacity-0" : "opacity-100"}`}
        />
      ) : (
        <div aria-hidden style={{ height: estimate }} />
      )}
    </>
  );
}
