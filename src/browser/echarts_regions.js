// What ECharts needs for the pictures of regions only.
import { use } from "echarts/core";
import { install as SankeyChart } from "echarts/lib/chart/sankey/install.js";
import { install as TreemapChart } from "echarts/lib/chart/treemap/install.js";

use([SankeyChart, TreemapChart]);
