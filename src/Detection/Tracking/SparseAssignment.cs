namespace DetectionSdk.Tracking;

/// <summary>
/// The assignment of rows to columns that is worth most, where few pairs are possible at all. Pairs that hang together
/// through shared rows and columns are solved as one, by <see cref="LinearAssignment"/>; groups are independent of each
/// other, so that thousands of boxes cost little more than their pairs. A group beyond all measure, thousands of boxes
/// on one spot, is assigned from its best pair down.
/// </summary>
internal static class SparseAssignment
{
    private const int LargestGroup = 200;

    // The price of a row that stays alone: two pairs never cost more than one and a row alone.
    private const double Impossible = 2;

    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="pairs">The possible pairs, each once, with costs in [0, 1].</param>
    /// <returns>The column of each row, or -1.</returns>
    public static int[] Solve(int rows, int columns, IReadOnlyList<(int Row, int Column, double Cost)> pairs)
    {
        int[] result = new int[rows], group = [.. Enumerable.Range(0, rows + columns)];
        Array.Fill(result, -1);
        foreach ((int row, int column, _) in pairs) group[Root(group, row)] = Root(group, rows + column);
        foreach (IGrouping<int, (int Row, int Column, double Cost)> part in pairs.GroupBy(p => Root(group, p.Row)))
            SolveGroup([.. part], result);
        return result;
    }

    private static void SolveGroup((int Row, int Column, double Cost)[] pairs, int[] result)
    {
        int[] rows = [.. pairs.Select(p => p.Row).Distinct()], columns = [.. pairs.Select(p => p.Column).Distinct()];
        if (Math.Min(rows.Length, columns.Length) > LargestGroup)
        {
            AssignBestFirst(pairs, result);
            return;
        }
        Dictionary<int, int> rowOf = Positions(rows), columnOf = Positions(columns);
        double[,] costs = new double[rows.Length, columns.Length];
        for (int row = 0; row < rows.Length; row++)
            for (int column = 0; column < columns.Length; column++) costs[row, column] = Impossible;
        foreach ((int row, int column, double cost) in pairs) costs[rowOf[row], columnOf[column]] = cost;
        int[] solved = LinearAssignment.Solve(costs);
        for (int row = 0; row < rows.Length; row++)
            if (solved[row] >= 0 && costs[row, solved[row]] < Impossible) result[rows[row]] = columns[solved[row]];
    }

    private static void AssignBestFirst((int Row, int Column, double Cost)[] pairs, int[] result)
    {
        HashSet<int> taken = [];
        foreach ((int row, int column, _) in pairs.OrderBy(p => p.Cost))
            if (result[row] < 0 && taken.Add(column)) result[row] = column;
    }

    private static Dictionary<int, int> Positions(int[] numbers) =>
        numbers.Select((number, position) => (number, position)).ToDictionary(p => p.number, p => p.position);

    private static int Root(int[] group, int member)
    {
        while (group[member] != member) member = group[member] = group[group[member]];
        return member;
    }
}
