import { css } from 'lit';

/** How the panes share the window: three columns, then details on demand, then one pane at a time. */
export const consoleStyles = css`
  .frame {
    display: grid;
    grid-template: auto minmax(0, 1fr) / clamp(270px, 22vw, 330px) minmax(0, 1fr) clamp(290px, 23vw, 360px);
    grid-template-areas: 'bar bar bar' 'list panes details';
    height: 100dvh;
  }
  .bar {
    grid-area: bar;
  }
  /* Over the panes, which stay as they are beneath it. */
  .over {
    grid-area: 2 / 1 / 3 / -1;
    z-index: 30;
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    min-height: 0;
  }
  db-chat-list {
    grid-area: list;
  }
  db-side-panel {
    grid-area: details;
  }
  .panes {
    grid-area: panes;
    position: relative;
    display: flex;
    min-width: 0;
    min-height: 0;
    background: var(--db-surface);
  }
  db-chat-pane.shown {
    flex: 1 1 0;
  }
  db-chat-pane.beside {
    order: -1;
  }
  db-chat-pane.beside:not(:only-child) {
    border-right: 1px solid var(--db-line);
  }
  /* Still laid out, so that scroll and draft are where they were. */
  db-chat-pane.away {
    position: absolute;
    inset: 0;
    visibility: hidden;
  }
  .welcome {
    margin: auto;
    max-width: 360px;
    padding: 24px;
    text-align: center;
    color: var(--db-quiet);
  }
  .welcome .icon {
    width: 44px;
    height: 44px;
    color: var(--db-line-strong);
  }
  .welcome h2 {
    margin: 10px 0 6px;
    font-size: 17px;
    font-weight: 600;
    color: var(--db-text);
  }
  .keys {
    margin-top: 18px;
    font-size: 12.5px;
  }
  kbd {
    padding: 1px 6px;
    margin-left: 6px;
    border: 1px solid var(--db-line-strong);
    border-bottom-width: 2px;
    border-radius: 5px;
    background: var(--db-surface-2);
    font: inherit;
  }
  kbd + kbd {
    margin-left: 2px;
  }
  @media (max-width: 1100px) {
    .frame {
      grid-template-columns: 270px minmax(0, 1fr);
      grid-template-areas: 'bar bar' 'list panes';
    }
    db-side-panel {
      display: none;
      grid-area: 2 / 1 / 3 / -1;
      justify-self: end;
      width: 380px;
      z-index: 20;
      box-shadow: var(--db-shadow-high);
    }
    .details-open db-side-panel {
      display: flex;
    }
  }
  @media (max-width: 760px) {
    .frame {
      grid-template-columns: minmax(0, 1fr);
      grid-template-areas: 'bar' 'list';
    }
    .frame.one {
      grid-template-areas: 'bar' 'panes';
    }
    db-side-panel {
      width: 100%;
    }
    .frame.one db-chat-list,
    .frame.none .panes {
      display: none;
    }
  }
`;
