/**
 * Half a sweep of co-clustering (George & Merugu 2005, figure 1, step 2): each row moves to the cluster with the least squared
 * error, the lowest such cluster where several tie.
 *
 *   e_g = Σ_j ( rest_j − levels[h_j, g] )²,   h_j = the cluster of column j,   g = 0 … clusterCount − 1
 *
 *   offsetsPtr u32[rows + 1], columnsPtr u32[…], restPtr f32[…]     what the clusters have to explain, by row
 *   columnClustersPtr u32[columns]      levelsPtr f32[column clusters × stride], what the pair of clusters adds
 *   rowClustersPtr u32[rows], written      errorsPtr f32[stride] scratch      stride = clusterCount rounded up to 4
 *
 * f32 sums: |error of e_g| ≤ (n + 3) · ε₃₂ · e_g. Returns Σ_rows min e_g in f64. Rows without entries go to cluster 0.
 */
export function assignClusters(
  rowStart: u32, rowEnd: u32, offsetsPtr: usize, columnsPtr: usize, restPtr: usize, columnClustersPtr: usize,
  levelsPtr: usize, clusterCount: u32, stride: u32, errorsPtr: usize, rowClustersPtr: usize,
): f64 {
  const rowBytes = <usize>stride << 2;
  let total: f64 = 0;
  for (let row = <usize>rowStart; row < <usize>rowEnd; row++) {
    const start = <usize>load<u32>(offsetsPtr + (row << 2)) << 2;
    const end = <usize>load<u32>(offsetsPtr + (row << 2), 4) << 2;
    for (let lane: usize = 0; lane < rowBytes; lane += 16) {
      let errors = f32x4.splat(0);
      for (let at = start; at < end; at += 4) {
        const cluster = <usize>load<u32>(columnClustersPtr + (<usize>load<u32>(columnsPtr + at) << 2));
        const levels = v128.load(levelsPtr + cluster * rowBytes + lane);
        const error = f32x4.sub(v128.load_splat<f32>(restPtr + at), levels);
        errors = f32x4.add(errors, f32x4.mul(error, error));
      }
      v128.store(errorsPtr + lane, errors);
    }
    let best: usize = 0;
    for (let cluster: usize = 1; cluster < <usize>clusterCount; cluster++) {
      if (load<f32>(errorsPtr + (cluster << 2)) < load<f32>(errorsPtr + (best << 2))) best = cluster;
    }
    total += <f64>load<f32>(errorsPtr + (best << 2));
    store<u32>(rowClustersPtr + (row << 2), <u32>best);
  }
  return total;
}
