/** The launcher's looks, adopted as a constructed sheet: sites that forbid inline styles allow that. */
const CSS = `
:host { all: initial; --accent: #0f766e; --ink: #fff; color-scheme: light dark; }
* { box-sizing: border-box; }
.corner { position: fixed; bottom: 20px; right: 20px; z-index: 2147483000;
  font: 500 15px/1.2 system-ui, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
.left .corner { right: auto; left: 20px; }
button { display: flex; align-items: center; gap: 8px; height: 56px; min-width: 56px; padding: 0 16px;
  border: 0; border-radius: 28px; background: var(--accent); color: var(--ink); cursor: pointer; font: inherit;
  box-shadow: 0 2px 6px rgba(0,0,0,.16), 0 8px 24px rgba(0,0,0,.16); transition: transform .15s, box-shadow .15s; }
button:hover { transform: translateY(-1px); box-shadow: 0 3px 8px rgba(0,0,0,.18), 0 12px 28px rgba(0,0,0,.2); }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
svg { width: 24px; height: 24px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8;
  stroke-linecap: round; stroke-linejoin: round; }
.text:empty { display: none; }
.count { position: absolute; top: -4px; right: -4px; min-width: 20px; height: 20px; padding: 0 6px; border-radius: 10px;
  background: #b91c1c; color: #fff; font-size: 12px; line-height: 20px; text-align: center; font-variant-numeric: tabular-nums; }
.count:empty { display: none; }
.open .text, .open .talk, .closed .shut { display: none; }
.panel { position: fixed; z-index: 2147483001; right: 20px; bottom: 92px; width: 400px; height: 640px;
  max-width: calc(100vw - 40px); max-height: calc(100vh - 112px); border-radius: 16px; overflow: hidden; background: #fff;
  box-shadow: 0 4px 12px rgba(0,0,0,.12), 0 16px 48px rgba(0,0,0,.2); transform-origin: bottom right;
  transition: opacity .16s, transform .16s, visibility .16s; }
.left .panel { right: auto; left: 20px; transform-origin: bottom left; }
.closed .panel { visibility: hidden; opacity: 0; transform: translateY(12px) scale(.98); }
iframe { display: block; width: 100%; height: 100%; border: 0; }
@media (prefers-color-scheme: dark) { .panel { background: #16191d; box-shadow: 0 0 0 1px #2a2f36, 0 16px 48px rgba(0,0,0,.5); } }
@media (max-width: 520px) {
  .panel { inset: 0; width: 100%; height: 100%; max-width: none; max-height: none; border-radius: 0; }
  .left .panel { left: 0; }
  .open .corner { display: none; }
  .text { display: none; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
@media print { :host { display: none; } }
`

export function dress(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(CSS)
  root.adoptedStyleSheets = [sheet]
}
