import type { TopLevelSpec } from "vega-lite";

/** A number as it is to be read, set to the right; one may be marked as the best of its column. */
export interface ReportFigure {
  readonly figure: string;
  readonly best?: boolean | undefined;
}

/** Values in rows, as they stand in a table under a chart. */
export interface ReportTable {
  /** What the table shows, in a few words. Where it is absent, the heading over the table says so. */
  readonly caption?: string | undefined;
  readonly columns: readonly string[];
  /** Numbers are set to the right; a number is printed as given, so round before. The first cell names its row. */
  readonly rows: readonly (readonly (string | number | ReportFigure)[])[];
}

/** A drawing, what it shows in a sentence, and its data for those who would rather read. */
export interface ReportChart {
  readonly title: string;
  /** One sentence: what is drawn and what to look for. Also what a screen reader says. */
  readonly description: string;
  /**
   * Without colours for text, axes and background: the page has them for light and dark. One view or layers; the page
   * sets the width. A padding with all four sides is kept, and the plot gets what it leaves of the width; without one,
   * the drawing makes room for its axes by an estimate of their text.
   */
  readonly spec: TopLevelSpec;
  readonly table: ReportTable;
  /** What this data shows in it, in a sentence that stands over the drawing. */
  readonly takeaway?: string | undefined;
  /** Drawn at half the width, so that several stand side by side. */
  readonly small?: boolean | undefined;
}

/** One part of a report, in this order: text, table, further tables, charts; or the charts before the tables. */
export interface ReportSection {
  readonly title: string;
  readonly paragraphs?: readonly string[] | undefined;
  readonly table?: ReportTable | undefined;
  /** For parts with several tables; each should have a caption. */
  readonly tables?: readonly ReportTable[] | undefined;
  readonly charts?: readonly ReportChart[] | undefined;
  /** The charts stand before the tables. */
  readonly chartsFirst?: boolean | undefined;
  /** Tables are folded away behind this line. */
  readonly folded?: string | undefined;
}

/** A report as content; page.ts makes one HTML file of it. */
export interface ReportContent {
  readonly title: string;
  /** The lead below the title: data, protocol, number of rows. */
  readonly lead: string;
  /** Conclusions of the report, a sentence each; shown below the lead. */
  readonly summary?: readonly string[] | undefined;
  /** Warnings about the figures; shown at the top. */
  readonly warnings: readonly string[];
  readonly sections: readonly ReportSection[];
}
