/** Stands for every column that has text. */
export const ALL_COLUMNS = "auto";
