using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>How difficult the patches of a clip are, in whatever unit: only their order counts.</summary>
internal static class PatchDifficulty
{
    /// <summary>
    /// The chunk of each patch, frame after frame: 0 has the most difficult, and all have equally many but for one.
    /// </summary>
    public static byte[] ChunksOf(ClipPair clip, PatchGrid grid, ChunkRule rule, int chunks, long seed)
    {
        double[] difficulty =
            [.. Enumerable.Range(0, clip.Low.Count).SelectMany(frame => Of(clip, grid, rule, frame, seed))];
        byte[] chunkOf = new byte[difficulty.Length];
        int rank = 0;
        foreach (int patch in Enumerable.Range(0, difficulty.Length).OrderByDescending(patch => difficulty[patch]))
            chunkOf[patch] = (byte)((long)rank++ * chunks / difficulty.Length);
        return chunkOf;
    }

    private static IEnumerable<double> Of(ClipPair clip, PatchGrid grid, ChunkRule rule, int frame, long seed)
    {
        RandomSource random = new(RandomSource.DeriveSeed(seed, frame));
        using Mat enlarged = new();
        if (rule == ChunkRule.Quality)
            Cv2.Resize(
                clip.Low[frame], enlarged, clip.Frames[frame].Size(), interpolation: InterpolationFlags.Cubic);
        for (int place = 0; place < grid.Places.Count; place++)
            yield return rule switch
            {
                ChunkRule.Quality => Loss(clip, grid, frame, place, enlarged),
                ChunkRule.Energy => Energy(clip, grid, frame, place),
                ChunkRule.Time => -frame,
                _ => random.NextDouble(),
            };
    }

    private static double Loss(ClipPair clip, PatchGrid grid, int frame, int place, Mat enlarged)
    {
        using Mat original = grid.Original(clip, frame, place), bicubic = grid.Enlarged(enlarged, place);
        return Cv2.Norm(original, bicubic, NormTypes.L2SQR);
    }

    private static double Energy(ClipPair clip, PatchGrid grid, int frame, int place)
    {
        using Mat now = Luma(clip, grid, frame, place), before = Luma(clip, grid, Math.Max(0, frame - 1), place);
        using Mat change = new();
        Cv2.Subtract(now, before, change);
        return Transformed(now) + Transformed(change);
    }

    /// <summary>Sum of the magnitudes of the cosine transform, but for the mean.</summary>
    private static double Transformed(Mat luma)
    {
        using Mat transform = new();
        Cv2.Dct(luma, transform);
        return Cv2.Norm(transform, NormTypes.L1) - Math.Abs(transform.At<float>(0, 0));
    }

    /// <summary>Grey levels of a patch, as floats, of even sides as the transform asks.</summary>
    private static Mat Luma(ClipPair clip, PatchGrid grid, int frame, int place)
    {
        using Mat patch = grid.Low(clip, frame, place), even = patch[0, patch.Height & ~1, 0, patch.Width & ~1];
        using Mat grey = new();
        Cv2.CvtColor(even, grey, ColorConversionCodes.BGR2GRAY);
        Mat luma = new();
        grey.ConvertTo(luma, MatType.CV_32F);
        return luma;
    }
}
