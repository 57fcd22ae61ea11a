import type { CSSProperties } from "react";

type HtmlBlockProps = {
  /** Sanitised by the caller: a template draws, it does not decide what is safe. */
  html: string;
  className?: string;
  style?: CSSProperties;
};

/** HTML that somebody wrote, inside a template. */
export function HtmlBlock({ html, className = "mail-text", style }: HtmlBlockProps) {
  return (
    // biome-ignore lint/security/noDangerouslySetInnerHtml: the one place where HTML that was sanitised comes in
    <div className={`mail-html ${className}`} style={style} dangerouslySetInnerHTML={{ __html: html }} />
  );
}
