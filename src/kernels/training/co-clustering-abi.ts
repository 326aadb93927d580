/** Kernel of co-clustering: assembly/co-clustering.ts. */
export interface CoClusteringExports {
  assignClusters(
    rowStart: number,
    rowEnd: number,
    offsets: number,
    columns: number,
    rest: number,
    columnClusters: number,
    levels: number,
    clusterCount: number,
    stride: number,
    errors: number,
    rowClusters: number,
  ): number;
}

export const CO_CLUSTERING_ARITIES: Readonly<Record<keyof CoClusteringExports, number>> = { assignClusters: 11 };
