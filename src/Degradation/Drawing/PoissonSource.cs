namespace DetectionSdk.Degradation;

/// <summary>
/// Exact Poisson numbers. Small means: products of uniform numbers (Knuth); from 10 on: transformed rejection with
/// squeeze (PTRS; Hörmann, Insurance: Mathematics and Economics 12, 1993), whose cost does not grow with the mean.
/// </summary>
internal sealed class PoissonSource(RandomSource random)
{
    private const double LargeMean = 10;

    public double Next(double mean) => mean < LargeMean ? NextByProduct(mean) : NextByRejection(mean);

    private double NextByProduct(double mean)
    {
        double limit = Math.Exp(-mean);
        double product = random.NextDouble();
        int count = 0;
        for (; product > limit; count++) product *= random.NextDouble();
        return count;
    }

    private double NextByRejection(double mean)
    {
        double b = 0.931 + 2.53 * Math.Sqrt(mean);
        double a = -0.059 + 0.02483 * b;
        double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
        double squeeze = 0.9277 - 3.6224 / (b - 2);
        while (true)
        {
            double u = random.NextDouble() - 0.5;
            double v = random.NextDouble();
            double us = 0.5 - Math.Abs(u);
            double count = Math.Floor((2 * a / us + b) * u + mean + 0.43);
            if (us >= 0.07 && v <= squeeze) return count;
            if (count < 0 || (us < 0.013 && v > us)) continue;
            if (Math.Log(v * inverseAlpha / (a / (us * us) + b)) <= count * Math.Log(mean) - mean - LogFactorial(count))
                return count;
        }
    }

    /// <summary>log n!, by Stirling's series from 10 on, exact enough (1e-12) for whole n.</summary>
    private static double LogFactorial(double n)
    {
        double log = 0;
        for (; n < 10; n++) log -= Math.Log(n + 1);
        double x = n + 1;
        return log
            + (x - 0.5) * Math.Log(x) - x
            + 0.5 * Math.Log(2 * Math.PI)
            + 1 / (12 * x) - 1 / (360 * x * x * x)
            + 1 / (1260 * Math.Pow(x, 5));
    }
}
