"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Tooltip } from "radix-ui";
import { type ReactNode, useState } from "react";
import { Announcer } from "@/components/live/announcer";
import { keepStyleNonce } from "@/components/ui/style-nonce";
import { Toaster } from "@/components/ui/toaster";

export function Providers({ nonce: given, children }: { nonce: string | undefined; children: ReactNode }) {
  // The document's own: a part that the server draws anew arrives with another, which its policy does not know.
  const [nonce] = useState(given);
  const [queries] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: 10_000, refetchOnWindowFocus: true } } }),
  );
  keepStyleNonce(nonce);
  return (
    <ThemeProvider
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      {...(nonce ? { nonce } : {})}
    >
      <NuqsAdapter>
        <QueryClientProvider client={queries}>
          <Tooltip.Provider delayDuration={300}>
            <Toaster>
              <Announcer>{children}</Announcer>
            </Toaster>
          </Tooltip.Provider>
        </QueryClientProvider>
      </NuqsAdapter>
    </ThemeProvider>
  );
}
