import { toPlainText } from "@react-email/render";
import { load } from "cheerio";
import { describe, expect, it } from "vitest";
import { DataRequest, dataRequestPlaceholder } from "./data-request";
import { renderMail } from "./render-mail";
import { TicketAcknowledgement } from "./ticket-acknowledgement";
import { TicketReply, type TicketReplyProps } from "./ticket-reply";
import { preferencesPlaceholder, withoutTrackingNotice } from "./tracking-notice";

const props: TicketReplyProps = {
  subject: "Invoice & <co>",
  ticketNumber: 42,
  bodyHtml:
    '<p>Hello <b>Ann</b>, see <a href="https://x.example/?a=1&amp;b=2">this</a></p><p><img src="https://x.example/a.png" alt="A"></p>',
  signatureHtml: "<p>Ben, Support</p>",
  history: [
    { authorName: "Ann <Example>", when: "12 Nov 2026, 09:41 UTC", html: "<p>Where is it?</p>" },
    { authorName: "Ben", when: "11 Nov 2026, 08:00 UTC", html: "<p>Earlier</p>" },
  ],
  tracked: true,
};
const count = (html: string, part: string) => html.split(part).length - 1;

describe("the reply template", () => {
  it("is one document: a body that ends once, a title, no preload of images", async () => {
    const html = await renderMail(<TicketReply {...props} />);
    expect(count(html, "</body>")).toBe(1);
    expect(count(html, "<title>")).toBe(1);
    expect(html).toContain("<title>Invoice &amp; &lt;co&gt;</title>");
    expect(html).not.toContain('rel="preload"');
  });

  it("leaves the agent's HTML as it is", async () => {
    expect(await renderMail(<TicketReply {...props} />)).toContain(props.bodyHtml);
  });

  it("carries none of React's comments, and leaves those that mean something", async () => {
    const html = await renderMail(<TicketReply {...props} />);
    const comments = html.match(/<!--[\s\S]*?-->/g) ?? [];
    expect(comments.filter((comment) => !comment.startsWith("<!--[if mso]>"))).toEqual([
      "<!--tracking-notice-->",
      "<!--/tracking-notice-->",
    ]);
    const code = "<pre>&lt;!-- --&gt;&lt;!--$--&gt;</pre>";
    expect(await renderMail(<TicketReply {...props} bodyHtml={code} />)).toContain(code);
  });

  it("speaks to Outlook in tables and a block of its own, and to dark mode by scheme and rules", async () => {
    const html = await renderMail(<TicketReply {...props} />);
    expect(html.indexOf("<!--[if mso]>")).toBeLessThan(html.indexOf("</head>"));
    expect(html).toContain('<meta name="color-scheme" content="light dark"/>');
    expect(html).toContain("@media (prefers-color-scheme:dark)");
    expect(html).not.toMatch(/display:\s*(flex|grid)/);
    expect(load(html)("table[role=presentation]").length).toBeGreaterThan(2);
  });

  it("quotes what was said before, newest first, by the marks that mail clients fold", async () => {
    const $ = load(await renderMail(<TicketReply {...props} />));
    expect(
      $(".gmail_quote blockquote[type=cite]")
        .map((_, quote) => $(quote).text())
        .get(),
    ).toEqual(["Where is it?", "Earlier"]);
    expect($(".gmail_quote").text()).toContain("Ann <Example> wrote:");
  });

  it("says that it is tracked, with the way out, only when it is", async () => {
    const tracked = await renderMail(<TicketReply {...props} />);
    expect(count(tracked, preferencesPlaceholder)).toBe(1);
    expect(load(tracked)(`a[href="${preferencesPlaceholder}"]`).attr("data-no-track")).toBeDefined();
    const untracked = await renderMail(<TicketReply {...props} tracked={false} />);
    expect(untracked).not.toContain(preferencesPlaceholder);
    expect(untracked).not.toContain("when it is opened");
  });

  it("loses exactly its notice for a copy that is not tracked", async () => {
    const tracked = await renderMail(<TicketReply {...props} />);
    const copy = withoutTrackingNotice(tracked);
    expect(copy).not.toContain(preferencesPlaceholder);
    expect(copy).not.toContain("when it is opened");
    expect(copy).toContain(props.bodyHtml);
    expect(copy).toContain("Ticket #");
    expect(withoutTrackingNotice("<p>no notice</p>")).toBe("<p>no notice</p>");
  });

  it("reads well as text", async () => {
    const text = toPlainText(await renderMail(<TicketReply {...props} />));
    expect(text).toMatch(/^Hello Ann, see this https:\/\/x\.example\/\?a=1&b=2\n/);
    expect(text).toContain("> Where is it?");
    expect(text).toContain(`turn it off ${preferencesPlaceholder}`);
    expect(text).not.toContain("color-scheme");
  });

  it("stays well under the 102 KB at which Gmail cuts a mail", async () => {
    expect(Buffer.byteLength(await renderMail(<TicketReply {...props} />))).toBeLessThan(12_000);
  });
});

describe("the acknowledgement template", () => {
  it("names the ticket and quotes the message", async () => {
    const message = { authorName: "Ann", when: "12 Nov 2026, 09:41 UTC", html: "<p>Where is it?</p>" };
    const template = (
      <TicketAcknowledgement
        subject="Invoice"
        ticketNumber={7}
        requesterName="Ann"
        message={message}
        tracked={false}
      />
    );
    const text = toPlainText(await renderMail(template));
    expect(text).toContain("Hello Ann,");
    expect(text).toContain("ticket #7");
    expect(text).toContain("> Where is it?");
  });

  it("greets an address without a name", async () => {
    const template = (
      <TicketAcknowledgement
        subject="Invoice"
        ticketNumber={7}
        requesterName={null}
        message={null}
        tracked={false}
      />
    );
    expect(toPlainText(await renderMail(template))).toMatch(/^Hello,\n/);
  });
});

describe("the mail that leads a recipient to their data", () => {
  it.each(["see", "erase"] as const)(
    "to %s them has one link, says how long it works, and is not to be answered",
    async (kind) => {
      const html = await renderMail(<DataRequest kind={kind} hours={24} />);
      const links = load(html)("a");
      expect(links.map((_, link) => load(html)(link).attr("href")).get()).toEqual([dataRequestPlaceholder]);
      expect(toPlainText(html)).toContain("within 24 hours");
      expect(html).not.toMatch(/Ticket #|Reply to this email|tracking-notice/);
    },
  );
});
