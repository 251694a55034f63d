namespace FcnEngine.Training.Report.Pages;

/// <summary>
/// The style of every report: a light and a dark scheme by the reader's own setting, black on white on paper. Colours are those of
/// Okabe and Ito, which the colour-blind can tell apart, and lines differ in their dashes too.
/// </summary>
internal static class PageStyle
{
    /// <summary>No character of it needs escaping.</summary>
    public const string Text = """

        :root { color-scheme: light dark; --paper: #ffffff; --panel: #f4f6f8; --ink: #1b1f24; --faint: #57606a; --line: #d3d9df;
          --first: #0072b2; --second: #c24e00; --third: #00775a; --fourth: #a3527f; --other: #8a949e; --heat: #0072b2; --heat-light: #ffffff; --heat-dark: #1b1f24; }
        @media (prefers-color-scheme: dark) { :root { --paper: #14171b; --panel: #1d2228; --ink: #e7eaee; --faint: #a0aab5; --line: #37404a;
          --first: #56b4e9; --second: #ff9a5c; --third: #35c99f; --fourth: #e39ac5; --other: #78828d; --heat: #56b4e9; --heat-light: #0b1118; --heat-dark: #e7eaee; } }
        @media print { :root { color-scheme: light; --paper: #ffffff; --panel: #ffffff; --ink: #000000; --faint: #333333; --line: #bbbbbb;
          --first: #0072b2; --second: #c24e00; --third: #00775a; --fourth: #a3527f; --other: #8a949e; --heat: #0072b2; --heat-light: #ffffff; --heat-dark: #000000; } }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
        main { max-width: 68rem; margin: 0 auto; padding: 1.25rem 1rem 4rem; }
        h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
        h1.trial { margin-top: 4rem; }
        h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
        h3 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
        p { margin: .4rem 0; max-width: 46rem; }
        .lead, .note, .legend { color: var(--faint); }
        .note, .legend { font-size: .85rem; }
        .caution { border-left: 4px solid var(--second); background: var(--panel); padding: .5rem .8rem; margin: .9rem 0; max-width: 48rem; }
        .caution ul { margin: .2rem 0; padding-left: 1.2rem; overflow-wrap: anywhere; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .6rem; margin: 1rem 0; padding: 0; list-style: none; }
        .tiles li { background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; padding: .55rem .75rem; font-size: .85rem; color: var(--faint); }
        .tiles b { display: block; font-size: 1.45rem; line-height: 1.25; color: var(--ink); font-variant-numeric: tabular-nums; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; margin: .5rem 0; }
        th, td { padding: .3rem .7rem .3rem 0; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; vertical-align: top; }
        th:first-child { text-align: left; font-weight: 600; position: sticky; left: 0; background: var(--paper); }
        thead th { color: var(--faint); font-weight: 600; white-space: normal; vertical-align: bottom; }
        .facts th:first-child { font-weight: 400; position: static; color: var(--faint); padding-right: 1.5rem; }
        .facts td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
        .text td { text-align: left; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 1.5rem 2rem; align-items: start; }
        .beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1rem 2.5rem; align-items: start; }
        figure { margin: .6rem 0; max-width: 40rem; min-width: 0; break-inside: avoid; }
        figure.wide { max-width: 52rem; }
        .wide .scroll svg { min-width: 26rem; }
        figcaption { font-weight: 600; font-size: .95rem; margin-bottom: .3rem; }
        svg { display: block; width: 100%; height: auto; }
        svg text { font: 12px system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; fill: var(--faint); font-variant-numeric: tabular-nums; }
        svg text.name, svg text.row { fill: var(--ink); }
        svg text.over, svg text.row { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
        svg text.cell { font-weight: 600; } svg text.small { font-size: 10.5px; font-weight: 400; }
        svg text.light { fill: var(--heat-light); } svg text.dark { fill: var(--heat-dark); }
        .grid { stroke: var(--line); stroke-width: .7; } .axis { stroke: var(--faint); stroke-width: 1; }
        .line { fill: none; stroke-width: 1.6; stroke-linejoin: round; stroke-linecap: round; } .thick { stroke-width: 3; }
        .band { stroke: none; fill-opacity: .22; }
        .line.first { stroke: var(--first); } .line.second { stroke: var(--second); } .line.third { stroke: var(--third); } .line.fourth { stroke: var(--fourth); stroke-dasharray: 6 4; }
        .line.other { stroke: var(--other); stroke-width: 1; stroke-opacity: .55; } .line.background { stroke: var(--other); stroke-dasharray: 2 4; stroke-width: 1.8; }
        .line.second.dashed { stroke-dasharray: 7 3; } .line.third.dashed { stroke-dasharray: 2 3; }
        .band.first, .dot.first { fill: var(--first); } .dot.second { fill: var(--second); } .dot.third { fill: var(--third); } .dot.fourth { fill: var(--fourth); } .dot.other { fill: var(--other); }
        .dot { stroke: var(--paper); stroke-width: .8; } .ring { fill: none; stroke-width: 1.8; } .ring.second { stroke: var(--second); } .ring.fourth { stroke: var(--fourth); }
        .mean { stroke: var(--ink); stroke-width: 2.4; } .heat { fill: var(--heat); }
        .legend { list-style: none; margin: .2rem 0; padding: 0; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; }
        .legend li { display: flex; align-items: center; gap: .4rem; } .legend .key { width: 28px; flex: none; }
        .frames { display: grid; grid-template-columns: repeat(3, 1fr); gap: .7rem; max-width: 46rem; }
        .frames figure { margin: 0; } .frames svg { background: #000000; border-radius: .3rem; }
        .frames figcaption { font-weight: 400; font-size: .8rem; line-height: 1.35; color: var(--faint); margin: .25rem 0 0; overflow-wrap: anywhere; }
        .frames b { color: var(--ink); font-variant-numeric: tabular-nums; }
        .outline { fill: none; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
        .outline.under { stroke: #000000; stroke-opacity: .65; stroke-width: 3.4px; } .outline.label { stroke: #4cc9f0; stroke-width: 1.8px; } .outline.prediction { stroke: #ffa62b; stroke-width: 1.8px; stroke-dasharray: 5 3; }
        .legend .film { background: #000000; border-radius: 2px; }
        details { margin: .6rem 0; } summary { cursor: pointer; font-weight: 600; font-size: .95rem; }
        code { font: .85em ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
        @media (max-width: 30rem) { main { padding: 1rem .8rem 3rem; } h1 { font-size: 1.35rem; } .frames { gap: .4rem; } .tiles { grid-template-columns: repeat(2, 1fr); } }
        @media print { th:first-child { position: static; } main { max-width: none; padding: 0; } body { font-size: 10pt; } h2 { break-after: avoid; } tr, li { break-inside: avoid; } .scroll { overflow: visible; } .charts { grid-template-columns: 1fr 1fr; } .frames { max-width: 34rem; } }

        """;
}
