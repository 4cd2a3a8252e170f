// What nobody can beat: both files read, every byte touched.
export async function run(...files) {
  let sum = 0;
  for (const buffer of await Promise.all(files.map((file) => file.arrayBuffer()))) {
    const words = new Uint32Array(buffer, 0, buffer.byteLength >> 2);
    for (let at = 0; at < words.length; at += 1) sum = (sum + words[at]) | 0;
  }
  return { sum };
}
