import { posix } from 'node:path';
import { GraphError } from '../../graph/error';
import { weightLocations } from '../../graph/locations';
import { BabelscopeError } from '../../rpc/failure';
import { leavesFolder, type Listing } from './listing';
import type { WantedFile } from './variants';

/**
 * The files of a repository that hold a graph's weights, whatever their names.
 *
 * @param graph its path in the repository and in the model's folder
 * @param place its current absolute path
 * @throws BabelscopeError `download-broken` if the graph names a file that is missing from its repository, or
 * outside it
 */
export async function weightsOf(
  { repository, files }: Listing,
  graph: WantedFile,
  place: string,
): Promise<WantedFile[]> {
  const locations = await weightLocations(place).catch((error: unknown) => {
    // The file is as on the Hub; what is wrong with it is reported when it is opened.
    if (error instanceof GraphError) return [];
    throw error;
  });
  return locations.map((location) => {
    const inside = posix.normalize(location);
    if (leavesFolder(inside) || posix.basename(inside).startsWith('.'))
      throw new BabelscopeError(
        'download-broken',
        `${graph.path} of ${repository} says that its weights are in a place that is none of its own (“${location.slice(0, 100)}”), so no more of it is fetched. Choose another graph or model.`,
      );
    const path = posix.join(posix.dirname(graph.path), inside);
    const file = files.find((each) => each.path === path);
    if (!file)
      throw new BabelscopeError(
        'download-broken',
        `${graph.path} of ${repository} keeps its weights in ${inside.slice(0, 100)}, which the repository lacks. Choose another graph or model.`,
      );
    return { ...file, target: posix.join(posix.dirname(graph.target), inside) };
  });
}
