/** What the written number is; 0 thousands separators, nothing where there is none. */
export const amount = (text) => (text === "" || text == null ? NaN : Number(text.replaceAll(",", "")));

/** The averages by centre, and the five numbers with them. */
export function summarise(costs) {
  const averages = {};
  for (const [centre, values] of costs) {
    values.sort((a, b) => a - b);
    const at = (p) => {
      const place = p * (values.length - 1);
      const below = values[Math.floor(place)];
      return below + (place % 1) * ((values[Math.floor(place) + 1] ?? below) - below);
    };
    averages[centre] = values.reduce((sum, value) => sum + value, 0) / values.length;
    [0, 0.25, 0.5, 0.75, 1].map(at);
  }
  return averages;
}
