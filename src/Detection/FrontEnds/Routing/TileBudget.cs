using System.Globalization;

namespace DetectionSdk;

/// <summary>
/// Spends a budget on tiles: all begin with the cheapest part, then the step to a costlier part that gains most for its
/// cost is taken, tile by tile, until the next one is not affordable or none gains. The best that can be had but for
/// the last step.
/// </summary>
/// <param name="costs">Multiply-adds per input pixel of each part.</param>
/// <param name="routerCost">Those of choosing.</param>
/// <param name="budget">Share of what the costliest part costs for all tiles.</param>
internal sealed class TileBudget(double[] costs, double routerCost, double budget)
{
    private readonly int _cheapest = Array.IndexOf(costs, costs.Min());

    /// <summary>What may be spent per input pixel.</summary>
    private readonly double _allowed = Checked(costs, routerCost, budget);

    /// <param name="scores">By tile and part; larger is better.</param>
    /// <param name="areas">Input pixels by tile.</param>
    /// <returns>A part for each tile.</returns>
    public int[] Choose(IReadOnlyList<double[]> scores, double[] areas)
    {
        int[] choices = new int[scores.Count];
        Array.Fill(choices, _cheapest);
        double left = areas.Sum() * (_allowed - costs[_cheapest]);
        foreach ((int tile, int part, double cost, _) in
            scores.SelectMany((score, tile) => StepsOf(tile, score, areas[tile])).OrderByDescending(step => step.Gain))
        {
            if ((left -= cost) < 0) break;
            choices[tile] = part;
        }
        return choices;
    }

    /// <summary>From the cheapest part on, always the step that gains most for its cost: they gain less and less.
    /// </summary>
    private IEnumerable<(int Tile, int Part, double Cost, double Gain)> StepsOf(int tile, double[] score, double area)
    {
        for (int at = _cheapest; ;)
        {
            (int part, double gain) = Enumerable.Range(0, costs.Length).Where(next => costs[next] > costs[at])
                .Select(next => (next, (score[next] - score[at]) / (costs[next] - costs[at])))
                .DefaultIfEmpty((at, 0)).MaxBy(step => step.Item2);
            if (!(gain > 0)) yield break;
            yield return (tile, part, area * (costs[part] - costs[at]), gain);
            at = part;
        }
    }

    private static double Checked(double[] costs, double routerCost, double budget)
    {
        double allowed = budget * costs.Max() - routerCost;
        if (budget is > 0 and <= 1 && allowed >= costs.Min()) return allowed;
        throw new ArgumentOutOfRangeException(
            nameof(budget), budget, string.Create(
                CultureInfo.InvariantCulture,
                $"FrontEndContext.Budget must be in [{(costs.Min() + routerCost) / costs.Max():0.###}, 1]: "
                + $"the cheapest part and the router cost as much."));
    }
}
