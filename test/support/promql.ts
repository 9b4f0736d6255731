import { parser } from '@prometheus-io/lezer-promql';

/** One line of `/metrics`: its name, its labels; what it comes to does not matter here. */
export interface Sample {
  name: string;
  labels: Readonly<Record<string, string>>;
}

/** What a query takes from the metrics, and by which labels it puts that together. */
export interface QueryParts {
  selectors: { name: string; matchers: { label: string; operator: string; value: string }[] }[];
  groupedBy: string[];
}

/** The samples of a page of metrics, with the labels that Prometheus itself gives them. */
export function readSamples(text: string, target: Readonly<Record<string, string>>): Sample[] {
  return [...text.matchAll(/^([a-z_:][\w:]*)(?:\{(.*)\})? \S+$/gim)].map(([, name = '', labels = '']) => ({
    name,
    labels: {
      ...target,
      ...Object.fromEntries(
        [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, value]) => [label, value]),
      ),
    },
  }));
}

/** Takes a query apart with Prometheus's own grammar. Throws where it is none. */
export function readQuery(query: string): QueryParts {
  const selectors: QueryParts['selectors'] = [];
  const groupedBy: string[] = [];
  parser.parse(query).iterate({
    enter({ type, from, to, node }) {
      const text = query.slice(from, to);
      if (type.isError) throw new Error(`no PromQL at ${from}: ${query}`);
      if (type.name === 'VectorSelector') selectors.push({ name: /^[\w:]*/.exec(text)?.[0] ?? '', matchers: [] });
      if (type.name === 'GroupingLabels')
        groupedBy.push(
          ...text
            .replaceAll(/[()\s]/g, '')
            .split(',')
            .filter(Boolean),
        );
      const isMatcher = type.name.endsWith('LabelMatcher') && node.parent?.type.name === 'LabelMatchers';
      const parts = isMatcher ? /^"?(\w+)"?\s*(=~|!~|!=|=)\s*"(.*)"$/.exec(text) : null;
      if (parts?.[1] && parts[2]) {
        selectors.at(-1)?.matchers.push({ label: parts[1], operator: parts[2], value: parts[3] ?? '' });
      }
    },
  });
  return { selectors, groupedBy };
}

/** The samples that a selector finds, as Prometheus would: a label that a sample lacks is empty, patterns fit as a whole. */
export function select(samples: readonly Sample[], { name, matchers }: QueryParts['selectors'][number]): Sample[] {
  return samples.filter(
    (sample) =>
      sample.name === name &&
      matchers.every(({ label, operator, value }) => {
        const given = sample.labels[label] ?? '';
        const fits = operator.endsWith('~') ? new RegExp(`^(?:${value})$`).test(given) : given === value;
        return operator.startsWith('!') ? !fits : fits;
      }),
  );
}
