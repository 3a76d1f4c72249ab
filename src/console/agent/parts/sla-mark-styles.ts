import { css } from 'lit';

/** The mark of a target: quiet, then amber, then red. */
export const slaMarkStyles = css`
  .mark.sla {
    flex: none;
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 1px 8px;
    border-radius: 999px;
    background: var(--db-hover);
    color: var(--db-quiet);
    font-size: var(--db-tiny);
    font-weight: 600;
    letter-spacing: 0;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .mark.sla.warn {
    background: var(--db-warn-soft);
    color: var(--db-warn);
  }
  .mark.sla.bad {
    background: var(--db-bad-soft);
    color: var(--db-bad);
  }
  .mark.sla .icon {
    width: 12px;
    height: 12px;
  }
`;
