// The rule is how BMC draws a heading: `----- Customer Inbound -----`.
const isHeading = (label: string): boolean => /^-{3,}[^-]/.test(label) && label.endsWith('---');

/** The labels that one may choose: AR keeps the headings of a long list among its values. */
export const withoutHeadings = (labels: readonly string[]): readonly string[] =>
  labels.filter((label) => !isHeading(label.trim()));
