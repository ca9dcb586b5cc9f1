using DetectionSdk.Decoding;
using DetectionSdk.Families;
using DetectionSdk.Inference;
using DetectionSdk.Preprocessing;
using DetectionSdk.Tests.Preprocessing;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Tests.Decoding;

public sealed class OutputDecoderTests
{
    private static readonly ModelInfo Model = LetterboxTests.Model(640, 640);
    private static readonly ImagePlacement Same = Letterbox.Fit(new Size(640, 640), Model);

    [Fact]
    public void Candidates_become_boxes_with_the_best_class_best_first()
    {
        // columns: 0 weak, 1 class b, 2 class a
        float[] output =
        [
            10, 100, 300, // x
            10, 100, 300, // y
            4, 20, 40,    // width
            4, 30, 50,    // height
            0.1f, 0.2f, 0.9f,
            0.2f, 0.6f, 0.3f,
        ];
        DetectedObject[] found = Decode(Model, new DetectorOptions(), output, 6, 3, Same);

        Assert.Equal(
            [
                new DetectedObject(new Rect2d(280, 275, 40, 50), 0, "a", 0.9f),
                new DetectedObject(new Rect2d(90, 85, 20, 30), 1, "b", 0.6f)
            ],
            found);
    }

    [Fact]
    public void Finished_detections_are_thresholded_and_sorted_but_not_suppressed()
    {
        float[] output = [10, 20, 30, 40, 0.5f, 1, 11, 20, 31, 40, 0.8f, 1, 0, 0, 5, 5, 0.1f, 0, 0, 0, 5, 5, 0.9f, 7];
        ModelInfo endToEnd = LetterboxTests.Model(640, 640, new InputSpec("images"), output: [1, 4, 6]);
        DetectedObject[] found = Decode(endToEnd, new DetectorOptions { Iou = 0.1f }, output, 4, 6, Same);

        Assert.Equal([0.8f, 0.5f], found.Select(f => f.Score));
        Assert.Equal(new Rect2d(11, 20, 20, 20), found[0].Box);
    }

    [Theory]
    [InlineData(0.7f, false, 3)]
    [InlineData(0.5f, false, 2)]
    [InlineData(0.5f, true, 1)]
    public void Suppression_is_by_class_unless_asked_otherwise(float iou, bool agnostic, int expected)
    {
        // Three boxes 100 x 100; the second overlaps the first by 60 %, the third is the first in another class.
        float[] output =
        [
            100, 125, 100,
            100, 100, 100,
            100, 100, 100,
            100, 100, 100,
            0.9f, 0.8f, 0,
            0, 0, 0.7f,
        ];
        DetectorOptions options = new() { Iou = iou, ClassAgnostic = agnostic };
        Assert.Equal(expected, Decode(Model, options, output, 6, 3, Same).Length);
    }

    [Fact]
    public void Equal_scores_come_in_one_order_whatever_the_order_of_the_columns()
    {
        float[] one = [10, 300, 10, 300, 8, 8, 8, 8, 0.5f, 0.5f, 0, 0];
        float[] other = [300, 10, 300, 10, 8, 8, 8, 8, 0.5f, 0.5f, 0, 0];
        Assert.Equal(
            Decode(Model, new DetectorOptions(), one, 6, 2, Same),
            Decode(Model, new DetectorOptions(), other, 6, 2, Same));
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_dropped()
    {
        float[] output =
        [
            float.NaN, 100, float.PositiveInfinity,
            10, 100, 10,
            10, 10, 10,
            10, 10, 10,
            0.9f, float.NaN, 0.9f,
            0, 0, 0,
        ];
        Assert.Empty(Decode(Model, new DetectorOptions(), output, 6, 3, Same));
    }

    [Fact]
    public void A_box_outside_the_image_is_dropped_and_the_maximum_is_kept()
    {
        float[] output =
        [
            -50, 100, 300, 500, 10, 100, 300, 500, 20, 20, 20, 20, 20, 20, 20, 20, 0.9f, 0.5f, 0.6f, 0.7f, 0, 0, 0, 0
        ];
        DetectedObject[] found = Decode(Model, new DetectorOptions { MaximumDetections = 3 }, output, 6, 4, Same);
        Assert.Equal([0.7f, 0.6f], found.Select(f => f.Score));
    }

    [Fact]
    public void A_threshold_of_zero_returns_everything_up_to_the_maximum()
    {
        float[] output = new float[6 * 8400];
        for (int i = 0; i < 8400; i++)
        {
            output[i] = i % 100 * 6;
            output[8400 + i] = i / 100 * 6;
            output[2 * 8400 + i] = output[3 * 8400 + i] = 2;
        }
        DetectorOptions options = new() { Confidence = 0, MaximumDetections = 10_000 };
        Assert.Equal(8400, Decode(Model, options, output, 6, 8400, Same).Length);
    }

    [Fact]
    public void An_output_of_the_wrong_shape_names_the_model()
    {
        ModelFormatException error = Assert.Throws<ModelFormatException>(
            () => Decode(Model, new DetectorOptions(), new float[70], 7, 10, Same));
        Assert.Equal(
            "'model.onnx', read as Ultralytics: the answer is [7, 10] per image; expected [6, N] for 2 class names, or "
            + "[K, 6].", error.Message);
    }

    private static DetectedObject[] Decode(
        ModelInfo model, DetectorOptions options, float[] answer, int rows, int columns, ImagePlacement placement)
    {
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(answer, [1, rows, columns]);
        OutputValue output = new("output0");
        output.Set(value, TensorElementType.Float, [1, rows, columns]);
        return new OutputDecoder(model, options).Decode(new ModelOutputs([output], 0), placement);
    }
}
