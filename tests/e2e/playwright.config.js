import { defineConfig } from "@playwright/test";

const PORT = Number(process.env.PERVISIT_PORT ?? 41731);
export const PATH = "/finance/tools/pervisit/";

export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  timeout: 60_000,
  // How long to wait, not how fast to be.
  expect: { timeout: 20_000 },
  // What is measured is measured while nothing else is tried.
  projects: [
    { name: "journeys", testIgnore: "speed.spec.js" },
    { name: "speed", testMatch: "speed.spec.js", dependencies: ["journeys"] },
  ],
  use: {
    baseURL: `http://127.0.0.1:${PORT}${PATH}`,
    locale: "en-CA",
    viewport: { width: 1280, height: 900 },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: `node server.js ${PORT} ${PATH}`,
    url: `http://127.0.0.1:${PORT}${PATH}`,
    reuseExistingServer: false,
  },
});
