// Draws the panels of a dashboard as Grafana does, with its own components: what each query answered comes from record.ts. Runs in a browser.
import {
  applyFieldOverrides,
  createTheme,
  dateTime,
  FieldType,
  getFieldDisplayValues,
  toDataFrame,
} from '@grafana/data';
import { BigValue, GlobalStyles, PanelChrome, ThemeContext, TimeSeries, VizRepeater } from '@grafana/ui';
import { createRoot } from 'react-dom/client';

const theme = createTheme({ colors: { mode: 'light' } });
// Grafana's grid: 24 columns, rows of 30 px, 8 px between.
const columns = 24;
const rowHeight = 30;
const gap = 8;

/** What Grafana fills in where a dashboard says nothing: red from 80 up, too. */
const standard = {
  thresholds: {
    mode: 'absolute',
    steps: [
      { value: null, color: 'green' },
      { value: 80, color: 'red' },
    ],
  },
};
const standardOfGraphs = {
  drawStyle: 'line',
  lineWidth: 1,
  fillOpacity: 0,
  showPoints: 'never',
  axisPlacement: 'auto',
  scaleDistribution: { type: 'linear' },
};

function framesOf({ type, targets = [], fieldConfig }, answers) {
  const { thresholds, custom, ...defaults } = {
    ...standard,
    color: { mode: type === 'stat' ? 'thresholds' : 'palette-classic' },
    ...fieldConfig.defaults,
  };
  const config = {
    ...defaults,
    // JSON has no -Infinity.
    thresholds: { ...thresholds, steps: thresholds.steps.map((step) => ({ ...step, value: step.value ?? -Infinity })) },
    custom: { ...standardOfGraphs, ...custom },
  };
  const frameOf = ({ metric, values }, legendFormat) =>
    toDataFrame({
      fields: [
        { name: 'Time', type: FieldType.time, values: values.map(([second]) => second * 1_000) },
        {
          name: 'Value',
          type: FieldType.number,
          labels: metric,
          config: {
            ...config,
            displayNameFromDS: legendFormat.replaceAll(/{{\s*(\w+)\s*}}/g, (_, label) => metric[label] ?? ''),
          },
          // Prometheus' NaN, of a quantile of nothing, is a gap.
          values: values.map(([, value]) => (value === 'NaN' ? null : Number(value))),
        },
      ],
    });
  return applyFieldOverrides({
    data: answers.flatMap((series, query) => series.map((one) => frameOf(one, targets[query].legendFormat))),
    fieldConfig: { defaults: {}, overrides: [] },
    replaceVariables: (text) => text,
    theme,
    timeZone: 'utc',
  });
}

function Stat({ panel, frames, width, height }) {
  const { reduceOptions, colorMode, graphMode = 'area' } = panel.options;
  const values = getFieldDisplayValues({
    data: frames,
    fieldConfig: { defaults: {}, overrides: [] },
    reduceOptions,
    replaceVariables: (text) => text,
    theme,
    sparkline: graphMode !== 'none',
    timeZone: 'utc',
  });
  return (
    <VizRepeater
      getValues={() => values}
      source={frames}
      renderCounter={0}
      orientation="auto"
      width={width}
      height={height}
      renderValue={({ value: { display, sparkline }, count, width, height }) => (
        <BigValue
          value={display}
          sparkline={sparkline}
          count={count}
          width={width}
          height={height}
          theme={theme}
          colorMode={colorMode}
          graphMode={graphMode}
          textMode="auto"
        />
      )}
    />
  );
}

function Graph({ panel, frames, range, width, height }) {
  const [from, to] = [range.start, range.end].map((second) => dateTime(second * 1_000));
  return (
    <TimeSeries
      frames={frames}
      width={width}
      height={height}
      timeRange={{ from, to, raw: { from, to } }}
      timeZone="utc"
      legend={{ showLegend: true, calcs: [], ...panel.options.legend }}
      options={{}}
    />
  );
}

function Panel({ panel, answers, range, width, height }) {
  if (panel.type === 'row')
    return <div style={{ ...theme.typography.h5, color: theme.colors.text.primary, padding: 4 }}>{panel.title}</div>;
  const Content = { stat: Stat, timeseries: Graph }[panel.type];
  return (
    <PanelChrome title={panel.title} width={width} height={height}>
      {(innerWidth, innerHeight) => (
        <Content
          panel={panel}
          frames={framesOf(panel, answers)}
          range={range}
          width={innerWidth}
          height={innerHeight}
        />
      )}
    </PanelChrome>
  );
}

function Dashboard({ panels, answers, range, width }) {
  const column = (width + gap) / columns;
  const row = rowHeight + gap;
  const rows = Math.max(...panels.map(({ gridPos: { y, h } }) => y + h));
  return (
    <div style={{ position: 'relative', width, height: rows * row - gap }}>
      {panels.map((panel, index) => {
        const { x, y, w, h } = panel.gridPos;
        const size = { width: w * column - gap, height: h * row - gap };
        return (
          <div key={index} style={{ position: 'absolute', left: x * column, top: y * row, ...size }}>
            <Panel panel={panel} answers={answers[index]} range={range} {...size} />
          </div>
        );
      })}
    </div>
  );
}

globalThis.drawDashboard = (recording) =>
  createRoot(document.body.appendChild(document.createElement('main'))).render(
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <Dashboard {...recording} />
    </ThemeContext.Provider>,
  );
