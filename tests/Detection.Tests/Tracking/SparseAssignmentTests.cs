using DetectionSdk.Tracking;

namespace DetectionSdk.Tests.Tracking;

public sealed class SparseAssignmentTests
{
    [Fact]
    public void Pairs_that_hang_together_are_weighed_against_each_other()
    {
        // Row 0 likes column 0 best, but row 1 has no other; row 2 is apart, row 3 has nothing.
        int[] solved = SparseAssignment.Solve(4, 3, [(0, 0, 0.1), (0, 1, 0.3), (1, 0, 0.4), (2, 2, 0.9)]);
        Assert.Equal([1, 0, 2, -1], solved);
    }

    [Fact]
    public void The_cost_is_that_of_the_whole_matrix()
    {
        Random random = new(7);
        for (int round = 0; round < 200; round++)
        {
            int rows = random.Next(1, 9), columns = random.Next(1, 9);
            double[,] costs = new double[rows, columns];
            List<(int Row, int Column, double Cost)> pairs = [];
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < columns; column++)
                {
                    costs[row, column] = random.NextDouble() < 0.3 ? random.NextDouble() : 2;
                    if (costs[row, column] < 2) pairs.Add((row, column, costs[row, column]));
                }
            Assert.Equal(
                Cost(LinearAssignment.Solve(costs), costs), Cost(SparseAssignment.Solve(rows, columns, pairs), costs),
                9);
        }
    }

    [Fact]
    public void A_group_beyond_measure_is_assigned_from_its_best_pair()
    {
        const int side = 300;
        List<(int Row, int Column, double Cost)> pairs = [];
        for (int row = 0; row < side; row++)
            for (int column = 0; column < side; column++)
                pairs.Add((row, column, row == column ? 0.1 : 0.5));
        Assert.Equal(Enumerable.Range(0, side), SparseAssignment.Solve(side, side, pairs));
    }

    [Fact]
    public void Nothing_is_assigned_to_nothing() => Assert.Equal([-1, -1], SparseAssignment.Solve(2, 0, []));

    // What is not assigned costs as much as an impossible pair.
    private static double Cost(int[] assigned, double[,] costs) =>
        assigned.Select((column, row) => column < 0 ? 0 : costs[row, column] - 2).Sum();
}
