namespace DetectionSdk.Tracking;

/// <summary>
/// The assignment of rows to columns with the least total cost, by the Hungarian method in its shortest-augmenting-path
/// form (Kuhn 1955; Jonker and Volgenant, Computing 1987). O(rows^2 * columns).
/// </summary>
internal static class LinearAssignment
{
    /// <summary>Assigns min(rows, columns) pairs.</summary>
    /// <param name="costs"><c>[rows, columns]</c>, finite.</param>
    /// <returns>The column of each row, or -1.</returns>
    public static int[] Solve(double[,] costs)
    {
        int rows = costs.GetLength(0), columns = costs.GetLength(1);
        int[] result = new int[rows];
        Array.Fill(result, -1);
        bool transposed = rows > columns;
        int[] rowOfColumn = transposed
            ? Augment(columns, rows, (row, column) => costs[column, row])
            : Augment(rows, columns, (row, column) => costs[row, column]);
        for (int column = 0; column < rowOfColumn.Length; column++)
        {
            if (rowOfColumn[column] < 0) continue;
            if (transposed) result[column] = rowOfColumn[column];
            else result[rowOfColumn[column]] = column;
        }
        return result;
    }

    // Adds the rows one by one (rows <= columns), each along the cheapest path of reduced costs to a free column; the
    // potentials keep reduced costs at or above 0.
    private static int[] Augment(int rows, int columns, Func<int, int, double> cost)
    {
        double[] rowPotential = new double[rows], columnPotential = new double[columns];
        int[] rowOfColumn = new int[columns];
        Array.Fill(rowOfColumn, -1);
        for (int row = 0; row < rows; row++)
        {
            (int end, int[] previous) = FindPath(row, cost, rowPotential, columnPotential, rowOfColumn);
            for (int column = end; column >= 0; column = previous[column])
                rowOfColumn[column] = previous[column] >= 0 ? rowOfColumn[previous[column]] : row;
        }
        return rowOfColumn;
    }

    private static (int End, int[] Previous) FindPath(
        int start, Func<int, int, double> cost, double[] rowPotential, double[] columnPotential, int[] rowOfColumn)
    {
        int columns = rowOfColumn.Length;
        double[] distance = new double[columns];
        int[] previous = new int[columns];
        bool[] done = new bool[columns];
        Array.Fill(distance, double.PositiveInfinity);
        int row = start, last = -1;
        while (true)
        {
            int next = Relax(row, last, cost, rowPotential, columnPotential, distance, previous, done);
            double step = distance[next];
            rowPotential[start] += step;
            for (int column = 0; column < columns; column++)
            {
                if (!done[column]) { distance[column] -= step; continue; }
                rowPotential[rowOfColumn[column]] += step;
                columnPotential[column] -= step;
            }
            done[next] = true;
            if (rowOfColumn[next] < 0) return (next, previous);
            (row, last) = (rowOfColumn[next], next);
        }
    }

    // Extends the paths by the columns of one row; returns the nearest column that is not done.
    private static int Relax(
        int row, int last, Func<int, int, double> cost, double[] rowPotential, double[] columnPotential,
        double[] distance, int[] previous, bool[] done)
    {
        int nearest = -1;
        for (int column = 0; column < distance.Length; column++)
        {
            if (done[column]) continue;
            double reduced = cost(row, column) - rowPotential[row] - columnPotential[column];
            if (reduced < distance[column]) (distance[column], previous[column]) = (reduced, last);
            if (nearest < 0 || distance[column] < distance[nearest]) nearest = column;
        }
        return nearest;
    }
}
