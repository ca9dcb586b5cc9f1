using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

public class PatchGridTests
{
    [Fact]
    public void Patches_that_were_cut_are_laid_back_as_they_were()
    {
        PatchGrid grid = new(2);
        using Mat picture = Ramp(10, 12), patches = grid.Cut(picture);
        using Mat again = grid.Assemble(patches, picture.Size());

        Assert.Equal((3 * 4, 36), (patches.Rows, patches.Cols)); // 5 x 6 input pixels, patches of three
        Assert.Equal(picture.AsSpan<float>().ToArray(), again.AsSpan<float>().ToArray());
    }

    [Fact]
    public void A_flat_picture_is_described_by_zeros_and_a_ramp_by_its_slope()
    {
        PatchGrid grid = new(2);
        using Mat flat = new(12, 12, MatType.CV_32FC1, Scalar.All(7)), ramp = Ramp(20, 20);

        using Mat nothing = grid.Describe(flat), slope = grid.Describe(ramp);

        Assert.Equal(4 * 36, nothing.Cols);
        Assert.Equal(0, Cv2.Norm(nothing), 4);
        ReadOnlySpan<float> middle = slope.RowSpan<float>(3 * 8 + 3);
        Assert.Equal(2 * 2 * 3, middle[0], 4);           // 3 per pixel across, over two pixels to both sides
        Assert.Equal(2 * 2 * 5, middle[36], 4);          // 5 per pixel down
        Assert.Equal(0, middle[72], 4);
    }

    private static Mat Ramp(int height, int width)
    {
        Mat ramp = new(height, width, MatType.CV_32FC1);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) ramp.Set(y, x, 3f * x + 5f * y);
        return ramp;
    }
}
