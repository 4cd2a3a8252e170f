// What ECharts needs to draw charts as SVG, which is for saving them only.
import { use } from "echarts/core";
import { install as SVGRenderer } from "echarts/lib/renderer/installSVGRenderer.js";

use([SVGRenderer]);
