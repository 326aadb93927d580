/** e_g = Σ_j ( rest_j − levels[h_j, g] )² of one row; levels are row-major, one row a cluster of columns. */
export function clusterErrors(
  rest: ArrayLike<number>,
  columnClusters: ArrayLike<number>,
  levels: ArrayLike<number>,
  clusterCount: number,
): Float64Array {
  const errors = new Float64Array(clusterCount);
  for (let place = 0; place < rest.length; place++) {
    for (let g = 0; g < clusterCount; g++) {
      errors[g]! += (rest[place]! - levels[columnClusters[place]! * clusterCount + g]!) ** 2;
    }
  }
  return errors;
}
