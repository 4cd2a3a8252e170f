// The parts of ECharts that the charts use; bundled into one global, `echarts`.
import * as core from "echarts/core";
import { BarChart, BoxplotChart, ScatterChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

core.use([BarChart, BoxplotChart, ScatterChart, GridComponent, TooltipComponent, CanvasRenderer]);

export const init = core.init;
