using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training.Tests;

public sealed class TargetEncoderTests
{
    private static readonly Size Grid = new(16, 12); // an input of 64 x 48 pixels

    [Fact]
    public void Radius_is_the_least_root_of_the_three_cases()
    {
        // w = h = 10, overlap 0.3. Shifted: r^2 - 20 r + 100 * 0.7 / 1.3 = 0 -> 10 - sqrt(100 - 53.846) = 3.2063.
        // Shrunk: 4 r^2 - 40 r + 70 = 0 -> (40 - sqrt(1600 - 1120)) / 8 = 2.2614. Grown: 1.2 r^2 + 12 r - 70 = 0 ->
        // (-12 + sqrt(144 + 336)) / 2.4 = 4.1287.
        Assert.Equal((40 - Math.Sqrt(480)) / 8, TargetEncoder.Radius(10, 10), 9);
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(3, 17)]
    [InlineData(0.4, 0.7)]
    public void A_box_whose_corners_move_by_the_radius_keeps_the_minimum_overlap(double width, double height)
    {
        double r = TargetEncoder.Radius(width, height);
        double shifted = (width - r) * (height - r) / (2 * width * height - (width - r) * (height - r));
        double shrunk = (width - 2 * r) * (height - 2 * r) / (width * height);
        double grown = width * height / ((width + 2 * r) * (height + 2 * r));
        Assert.True(Math.Min(shifted, Math.Min(shrunk, grown)) >= 0.3 - 1e-9);
        Assert.Equal(0.3, Math.Min(shifted, Math.Min(shrunk, grown)), 9); // and no less than it could
    }

    [Fact]
    public void A_box_becomes_a_peak_with_its_size_and_the_centres_place_in_its_cell()
    {
        // 40 x 40 pixels centred at (33, 22): cell (8, 5), offsets 0.25 and 0.5, 10 x 10 cells, radius 2, sigma 5 / 6.
        Maps maps = Draw([new Annotation(new Rect2d(13, 2, 40, 40), 1)]);

        Assert.Equal(1, maps.Heat(1, 8, 5));
        Assert.Equal(Math.Exp(-1 / (2 * 25.0 / 36)), maps.Heat(1, 9, 5), 6);
        Assert.Equal(Math.Exp(-8 / (2 * 25.0 / 36)), maps.Heat(1, 6, 3), 6);
        Assert.Equal(0, maps.Heat(1, 11, 5));
        Assert.All(Enumerable.Range(0, 16 * 12), cell => Assert.Equal(0, maps.Heatmap[cell])); // class 0
        Assert.Equal((10, 10), (maps.Size[5 * 16 + 8], maps.Size[192 + 5 * 16 + 8]));
        Assert.Equal((0.25f, 0.5f), (maps.Offset[5 * 16 + 8], maps.Offset[192 + 5 * 16 + 8]));
        Assert.Equal(1, maps.Mask.Sum());
        Assert.Equal(1, maps.Mask[5 * 16 + 8]);
    }

    [Fact]
    public void Where_Gaussians_meet_the_higher_value_stays()
    {
        Maps near = Draw([new Annotation(new Rect2d(8, 8, 40, 32), 0)]);
        Maps far = Draw([new Annotation(new Rect2d(16, 8, 40, 32), 0)]);
        Maps both = Draw([new Annotation(new Rect2d(8, 8, 40, 32), 0), new Annotation(new Rect2d(16, 8, 40, 32), 0)]);

        for (int i = 0; i < both.Heatmap.Length; i++)
            Assert.Equal(Math.Max(near.Heatmap[i], far.Heatmap[i]), both.Heatmap[i]);
    }

    [Fact]
    public void Of_two_objects_in_one_cell_the_last_one_fills_size_and_offset()
    {
        Maps maps = Draw(
            [new Annotation(new Rect2d(10, 10, 20, 20), 0), new Annotation(new Rect2d(13, 11, 16, 18), 1)]);

        int cell = 5 * 16 + 5; // both centres, (20, 20) and (21, 20), lie in cell (5, 5)
        Assert.Equal((4f, 4.5f), (maps.Size[cell], maps.Size[192 + cell]));
        Assert.Equal((0.25f, 0f), (maps.Offset[cell], maps.Offset[192 + cell]));
        Assert.Equal((1f, 1f), (maps.Heat(0, 5, 5), maps.Heat(1, 5, 5)));
        Assert.Equal(1, maps.Mask.Sum());
    }

    [Fact]
    public void A_box_of_less_than_a_pixel_is_a_single_cell()
    {
        Maps maps = Draw([new Annotation(new Rect2d(20.2, 20.2, 0.5, 0.25), 0)]);
        Assert.Equal(1, maps.Heatmap.Sum());
        Assert.Equal(1, maps.Heat(0, 5, 5));
    }

    [Fact]
    public void An_object_is_as_high_as_it_is_sure()
    {
        Annotation annotation = new(new Rect2d(13, 2, 40, 40), 1);
        Maps sure = Draw([annotation]), unsure = Draw([], (annotation, 0.6f));

        Assert.Equal(sure.Heatmap.Select(value => 0.6f * value), unsure.Heatmap);
        Assert.Equal(sure.Mask.Select(value => 0.6f * value), unsure.Mask);
        Assert.Equal((sure.Size, sure.Offset), (unsure.Size, unsure.Offset), SameNumbers);
    }

    [Fact]
    public void In_one_cell_the_surer_object_fills_size_and_offset_and_the_other_is_no_centre()
    {
        Maps maps = Draw(
            [new Annotation(new Rect2d(10, 10, 20, 20), 0)], (new Annotation(new Rect2d(13, 11, 16, 18), 1), 0.7f));

        int cell = 5 * 16 + 5;
        Assert.Equal((5f, 5f), (maps.Size[cell], maps.Size[192 + cell]));
        Assert.Equal((1f, 0.7f), (maps.Heat(0, 5, 5), maps.Heat(1, 5, 5)));
        Assert.Equal((1f, 1f), (maps.Mask[cell], maps.Mask.Sum()));
    }

    [Fact]
    public void In_the_Gaussian_of_a_surer_object_of_its_class_there_is_no_centre()
    {
        // Centres (33, 22) and (37, 22): neighbours, the first one's Gaussian is exp(-0.72) = 0.49 at the second.
        Annotation known = new(new Rect2d(13, 2, 40, 40), 1), beside = new(new Rect2d(17, 2, 40, 40), 1);
        Assert.Equal(1, Draw([known], (beside, 0.45f)).Mask.Sum());
        Assert.Equal(1.55f, Draw([known], (beside, 0.55f)).Mask.Sum());
    }

    private static readonly IEqualityComparer<(float[], float[])> SameNumbers =
        EqualityComparer<(float[] Size, float[] Offset)>.Create(
            (one, other) => one.Size.SequenceEqual(other.Size) && one.Offset.SequenceEqual(other.Offset));

    private static Maps Draw(IReadOnlyList<Annotation> annotations, params (Annotation Object, float Score)[] unsure)
    {
        Maps maps = new(new float[2 * 192], new float[2 * 192], new float[2 * 192], new float[192]);
        Add(annotations, 1);
        foreach ((Annotation found, float score) in unsure) Add([found], score);
        return maps;

        void Add(IEnumerable<Annotation> objects, float score) =>
            TargetEncoder.Draw(objects, score, Grid, maps.Heatmap, maps.Size, maps.Offset, maps.Mask);
    }

    private sealed record Maps(float[] Heatmap, float[] Size, float[] Offset, float[] Mask)
    {
        public float Heat(int classId, int column, int row) => Heatmap[classId * 192 + row * 16 + column];
    }
}
