// Bundles ECharts: a first script, and one for each of what is wanted later, which takes what it shares
// from the first. Plain scripts: the browser checks their digests, which it does not for what modules import.
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { build } from "esbuild";

const FIRST = "echarts";
const LATER = ["echarts_regions", "echarts_svg"];
const [parts, web] = ["target/charts", "target/web"];
const common = { bundle: true, minify: true, target: "es2022", logLevel: "warning", legalComments: "eof" };

/** Parts of ECharts that are always there and that no chart of ours uses: what would stand in their place. */
const UNUSED = {
  // Tooltips of HTML need inline styles.
  "TooltipHTMLContent.js": "export default class {}",
  "theme/dark.js": "export default {}",
  // No sentence of ECharts is shown, in any language.
  "i18n/langZH.js": 'export { default } from "./langEN.js"',
};
const withoutUnused = {
  name: "without the unused",
  setup({ onLoad }) {
    for (const [file, contents] of Object.entries(UNUSED)) {
      const filter = new RegExp(`echarts.lib.*${file.replace("/", ".")}$`);
      onLoad({ filter }, ({ path }) => ({ contents, resolveDir: dirname(path) }));
    }
  },
};

await rm(parts, { recursive: true, force: true });
await mkdir(parts, { recursive: true });

// Which code is shared, and what of it by what name, esbuild finds out.
const { metafile } = await build({
  ...common,
  entryPoints: [FIRST, ...LATER].map((name) => `src/browser/${name}.js`),
  format: "esm",
  splitting: true,
  legalComments: "inline",
  outdir: parts,
  metafile: true,
  plugins: [withoutUnused],
});
// What the later scripts import from files that the first imports too, by these files.
const files = ([name]) => [name, ...metafile.outputs[name].imports.flatMap(({ path }) => files([path]))];
const first = new Set(files([`${parts}/${FIRST}.js`]));
const shared = new Map();
for (const name of new Set(LATER.flatMap((name) => files([`${parts}/${name}.js`])))) {
  if (first.has(name)) continue;
  for (const [, names, from] of (await readFile(name, "utf8")).matchAll(/\bimport\s*\{([^}]*)\}\s*from\s*"\.\/([^"]*)";/g)) {
    const taken = names.split(",").map((name) => name.trim().split(" as ")[0]);
    shared.set(from, new Set([...(shared.get(from) ?? []), ...taken]));
  }
}

const from = [...shared.keys()];
if (from.length === 0) throw new Error("The scripts of ECharts share nothing: each would hold all of it.");
const lines = [`export * from "./${FIRST}.js";`, ...from.map((_, at) => `export * as shared${at} from "shared:${at}";`)];
await build({
  ...common,
  stdin: { contents: lines.join("\n"), resolveDir: parts },
  format: "iife",
  globalName: FIRST,
  outfile: `${web}/${FIRST}.js`,
  plugins: [{
    name: "no more than is taken",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^shared:/ }, ({ path }) => ({ path, namespace: "shared" }));
      onLoad({ filter: /./, namespace: "shared" }, ({ path }) => {
        const file = from[path.slice("shared:".length)];
        return { contents: `export { ${[...shared.get(file)]} } from "./${file}";`, resolveDir: parts };
      });
    },
  }],
});

const fromTheFirst = {
  name: "from the first",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\// }, ({ path }) => {
      const at = from.indexOf(path.slice("./".length));
      return at < 0 ? undefined : { path: String(at), namespace: "shared" };
    });
    onLoad({ filter: /./, namespace: "shared" }, ({ path }) => ({ contents: `module.exports = ${FIRST}.shared${path};` }));
  },
};
for (const name of LATER) {
  await build({ ...common, entryPoints: [`${parts}/${name}.js`], format: "iife", outfile: `${web}/${name}.js`, plugins: [fromTheFirst] });
}
