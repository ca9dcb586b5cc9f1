using DetectionSdk.Tracking;

namespace DetectionSdk.Tests.Tracking;

public sealed class LinearAssignmentTests
{
    [Fact]
    public void The_cheapest_total_wins_over_the_cheapest_pair()
    {
        // Greedy takes 1 at (0, 0) and pays 1 + 9; the optimum is 2 + 3.
        Assert.Equal([1, 0], LinearAssignment.Solve(new double[,] { { 1, 2 }, { 3, 9 } }));
    }

    [Fact]
    public void A_known_square_problem_is_solved()
    {
        // Optimum 140: rows to columns 2, 1, 0, 3 -> 69 + 37 + 11 + 23.
        Assert.Equal(
            [2, 1, 0, 3],
            LinearAssignment.Solve(
                new double[,] { { 82, 83, 69, 92 }, { 77, 37, 49, 92 }, { 11, 69, 5, 86 }, { 8, 9, 98, 23 } }));
    }

    [Fact]
    public void Rows_and_columns_may_be_left_over()
    {
        Assert.Equal([2, 0], LinearAssignment.Solve(new double[,] { { 5, 4, 1 }, { 2, 6, 1 } }));
        Assert.Equal([1, 0, -1], LinearAssignment.Solve(new double[,] { { 5, 1 }, { 2, 6 }, { 4, 4 } }));
        Assert.Equal([-1, 0], LinearAssignment.Solve(new double[,] { { 3 }, { 1 } }));
        Assert.Empty(LinearAssignment.Solve(new double[0, 4]));
    }

    [Fact]
    public void It_agrees_with_trying_every_permutation()
    {
        Random random = new(1);
        for (int round = 0; round < 200; round++)
        {
            int rows = random.Next(1, 6), columns = random.Next(1, 6);
            double[,] costs = new double[rows, columns];
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < columns; column++) costs[row, column] = random.Next(-9, 10);
            int[] solution = LinearAssignment.Solve(costs);
            Assert.Equal(Math.Min(rows, columns), solution.Where(c => c >= 0).Distinct().Count());
            Assert.Equal(
                Cheapest(costs, 0, [], Math.Max(0, rows - columns)),
                solution.Select((column, row) => column < 0 ? 0 : costs[row, column]).Sum(), 9);
        }
    }

    private static double Cheapest(double[,] costs, int row, HashSet<int> used, int idle)
    {
        if (row == costs.GetLength(0)) return 0;
        double best = idle > 0 ? Cheapest(costs, row + 1, used, idle - 1) : double.PositiveInfinity;
        for (int column = 0; column < costs.GetLength(1); column++)
        {
            if (!used.Add(column)) continue;
            best = Math.Min(best, costs[row, column] + Cheapest(costs, row + 1, used, idle));
            used.Remove(column);
        }
        return best;
    }
}
