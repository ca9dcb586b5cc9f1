using System.Globalization;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>Says how much faster an int8 model runs here than the float one that it was made of.</summary>
internal static class SpeedReport
{
    // Odd, so that there is a median.
    private const int Rounds = 15;

    // Below it, what is gained is within the scatter of a measurement.
    private const double Gain = 1.05;

    /// <summary>Float time over int8 time of the network alone: medians of runs on one image, in turn.</summary>
    public static double Measure(QuantizableNetwork before, QuantizableNetwork after, Mat image)
    {
        double[] slow = new double[Rounds], fast = new double[Rounds];
        for (int round = -1; round < Rounds; round++)
        {
            double first = before.Time(image), second = after.Time(image);
            if (round >= 0) (slow[round], fast[round]) = (first, second);  // the round before it warms both up
        }
        return Median(slow) / Median(fast);
    }

    public static string Sentence(double ratio)
    {
        string speed = string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} x as fast as float.");
        return ratio >= Gain
            ? $"On this machine int8 runs {speed}"
            : $"On this machine int8 is not faster: it runs {speed} It pays where the processor multiplies 8-bit "
                + "numbers (VNNI, ARM dot product), and the file is smaller anyhow.";
    }

    private static double Median(double[] values) => values.Order().ElementAt(Rounds / 2);
}
