// The rule is how BMC draws a heading: `----- Customer Inbound -----`.
const HEADING = /^-{3,}[^-].*-{3,}$/;

/** The labels that one may choose: AR keeps the headings of a long list among its values. */
export const withoutHeadings = (labels: readonly string[]): readonly string[] =>
  labels.filter((label) => !HEADING.test(label.trim()));
