// The parts of ECharts that the charts use; bundled into one global, `echarts`.
import * as core from "echarts/core";
import { BarChart, BoxplotChart, ScatterChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

core.use([BarChart, BoxplotChart, ScatterChart, GridComponent, TooltipComponent, CanvasRenderer]);

export const init = core.init;

/** Draws a chart that nobody sees: the first one would hold the page up while the browser compiles what draws it. */
export function warmUp() {
  const chart = core.init(document.createElement("div"), null, { width: 300, height: 200 });
  chart.setOption({
    animation: false,
    xAxis: {},
    yAxis: { type: "category", data: ["a", "b"] },
    series: [
      { type: "bar", data: [1, 2], label: { show: true } },
      { type: "boxplot", data: [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5]] },
      { type: "scatter", data: [[1, 0]] },
    ],
  });
  // Drawn now, not with the next frame.
  chart.getZr().flush();
  chart.dispose();
}
