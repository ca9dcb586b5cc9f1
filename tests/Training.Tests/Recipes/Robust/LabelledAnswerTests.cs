using DetectionSdk.Families;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

public sealed class LabelledAnswerTests
{
    private static readonly AnswerLayout Pixels = new(Output: 0, PlacesFirst: false, Scores: 4, Classes: 2)
    {
        BoxInPixels = true,
    };
    private static readonly AnswerLayout Grid = new(Output: 0, PlacesFirst: true, Scores: 5, Classes: 2)
    {
        Objectness = 4,
        Strides = [8, 16],
    };

    [Fact]
    public void An_object_goes_to_as_many_places_as_their_boxes_overlap_with_it_in_sum()
    {
        using DisposeScope scope = NewDisposeScope();
        // boxes of 10 x 10: the object's own, one moved by 5 (overlap 1 / 3), one elsewhere
        Tensor answer = tensor(new float[,]
        {
            { 20, 20, 10, 10, 0.9f, 0.1f }, { 25, 20, 10, 10, 0.2f, 0.3f }, { 50, 50, 10, 10, 0.4f, 0.5f },
        });
        new LabelledAnswer(Pixels).Write(answer, [new PlacedBox(0, 1, new Rect2d(15, 15, 10, 10))], side: 64);

        Assert.Equal([20, 20, 10, 10, 0, 1], answer[0].data<float>().ToArray());
        Assert.Equal([25, 20, 10, 10, 0.2f, 0.3f], answer[1].data<float>().ToArray());
        Assert.Equal([50, 50, 10, 10, 0.4f, 0.5f], answer[2].data<float>().ToArray());
    }

    [Fact]
    public void On_grids_the_box_becomes_offsets_in_cells_and_logarithms()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor answer = zeros(4 + 1, 7); // 2 x 2 cells of 8 pixels, then one of 16
        new LabelledAnswer(Grid).Write(answer, [new PlacedBox(0, 0, new Rect2d(8, 0, 8, 8))], side: 16);

        // a box of zeros covers a cell's stride around its corner: the second cell's is x 4 to 12, y -4 to 4
        float[] best = answer[1].data<float>().ToArray();
        Assert.Equal([0.5f, 0.5f, 0, 0, 1], best[..5]);
        Assert.Equal(16 / 112.0, best[5], 5);
        Assert.Equal(0, best[6]);
    }

    [Fact]
    public void What_was_found_with_a_score_takes_the_places_that_are_less_sure()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor answer = tensor(new float[,]
        {
            { 20, 20, 10, 10, 0.9f, 0.1f }, { 50, 50, 10, 10, 0.2f, 0.1f },
        });
        new LabelledAnswer(Pixels).Write(
            answer,
            [
                new PlacedBox(0, 1, new Rect2d(15, 15, 10, 10), 0.8f),
                new PlacedBox(0, 1, new Rect2d(45, 45, 10, 10), 0.8f),
            ],
            side: 64);

        Assert.Equal([20, 20, 10, 10, 0.9f, 0.1f], answer[0].data<float>().ToArray());
        Assert.Equal([50, 50, 10, 10, 0, 0.8f], answer[1].data<float>().ToArray());
    }

    [Fact]
    public void Object_and_class_share_the_score_of_what_was_found()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor answer = zeros(4 + 1, 7);
        new LabelledAnswer(Grid).Write(answer, [new PlacedBox(0, 0, new Rect2d(8, 0, 8, 8), 0.25f)], side: 16);
        float[] best = answer[1].data<float>().ToArray();
        Assert.Equal([0.5f, 0.5f, 0], best[4..]);
    }

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(3, 2, 16)]
    public void Numbers_and_pixels_are_inverse(int column, int row, int? stride)
    {
        AnswerPlace place = new(column, row, stride);
        Rect2d box = place.ToPixels(place.FromPixels(new Rect2d(10, 20, 30, 40)));
        Assert.Equal(10, box.X, 3);
        Assert.Equal(20, box.Y, 3);
        Assert.Equal(30, box.Width, 3);
        Assert.Equal(40, box.Height, 3);
    }

    [Fact]
    public void An_object_that_no_box_touches_changes_nothing()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor answer = tensor(new float[,] { { 20, 20, 10, 10, 0.9f, 0.1f } });
        new LabelledAnswer(Pixels).Write(answer, [new PlacedBox(0, 1, new Rect2d(50, 50, 10, 10))], side: 64);
        Assert.Equal(0.9f, answer[0][4].item<float>());
    }
}
