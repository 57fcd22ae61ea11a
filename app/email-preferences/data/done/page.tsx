import type { Metadata } from "next";
import { PreferencesFrame } from "../../preferences-frame";
import { dataWords as words } from "../../words";

export const metadata: Metadata = { title: words.title, robots: { index: false, follow: false } };

type Props = { searchParams: Promise<{ still?: string | string[] }> };

/** Says that the data is erased, or will be in a moment. */
export default async function ErasedPage({ searchParams }: Props) {
  const { still } = await searchParams;
  return <PreferencesFrame heading={still ? words.erasing : words.erased} text={words.erasedText} />;
}
