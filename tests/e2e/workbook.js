// What stands in an Excel workbook, read by nothing of the page's own: a ZIP of XML.
import { inflateRawSync } from "node:zlib";

/** The entries of a ZIP: names to bytes. */
function entries(zip) {
  const found = new Map();
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, packed] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((place) => zip.readUInt16LE(at + place));
    const header = zip.readUInt32LE(at + 42);
    const from = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const bytes = zip.subarray(from, from + packed);
    found.set(zip.toString("utf8", at + 46, at + 46 + name), method === 8 ? inflateRawSync(bytes) : bytes);
    at += 46 + name + extra + comment;
  }
  return found;
}

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&" };

/** The texts of all `<t>` in an element. */
const text = (xml) => [...xml.matchAll(/<t(?: [^>]*)?>([^<]*)<\/t>/g)].map(([, text]) => text.replaceAll(/&\w+;/g, (entity) => ENTITIES[entity])).join("");

/** The cells of a workbook's first sheet, row by row: texts, numbers, `null` where nothing stands. */
export function sheet(bytes) {
  const parts = entries(bytes);
  const xml = (name) => parts.get(name)?.toString("utf8") ?? "";
  const shared = [...xml("xl/sharedStrings.xml").matchAll(/<si>(.*?)<\/si>/gs)].map(([, si]) => text(si));
  return [...xml("xl/worksheets/sheet1.xml").matchAll(/<row [^>]*?(?:\/>|>(.*?)<\/row>)/gs)].map(([, row = ""]) => {
    const cells = [];
    for (const [, letters, attributes, content = ""] of row.matchAll(/<c r="([A-Z]+)\d+"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      const column = [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
      const value = content.match(/<v>([^<]*)<\/v>/)?.[1];
      const kind = attributes.match(/ t="(\w+)"/)?.[1];
      while (cells.length < column) cells.push(null);
      cells.push(kind === "s" ? shared[value] : kind === "inlineStr" ? text(content) : value === undefined ? null : Number(value));
    }
    return cells;
  });
}
