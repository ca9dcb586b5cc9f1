using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>Refuses pictures that are too small to be measured.</summary>
internal static class PictureSize
{
    /// <exception cref="StudyException">A side is shorter.</exception>
    public static void RequireAtLeast(int side, Size size, string file)
    {
        if (Math.Min(size.Width, size.Height) < side)
            throw new StudyException(
                $"'{file}' is {size.Width} x {size.Height} pixels; expected at least {side} x {side}.");
    }
}
