using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

public sealed class MapEditStudyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A network that adds 51 levels where it is told the second class, and looks at no other place.
    [Fact]
    public void A_network_that_looks_at_its_own_place_changes_inside_alone_wherever_a_class_is_told()
    {
        AnnotatedDataSet pictures = LabelledPictures.Write(_folder, new Size(61, 40), 60, 120);
        using SuperResolver network = SuperResolver.Load(_folder.Write("told.onnx", SuperResolutionStub.Told(2)));

        IReadOnlyList<MapEditRow> rows = new MapEditStudy(pictures, scale: 2).Run(network);

        Assert.Equal(
            [(0, 0), (1, 4), (5, 8), (9, 16), (17, 32), (33, 64), (65, null)],
            rows.Select(row => (row.From, row.To)));
        Assert.Equal((51.0, 51.0), (rows[0].Change, rows[0].Largest));
        Assert.All(rows.Skip(1), row => Assert.Equal((0.0, 0.0), (row.Change, row.Largest)));
    }

    // The same as if the map were moved by three pixels: what is left and right of the square changes, too.
    [Fact]
    public void How_far_a_network_looks_shows_as_distance()
    {
        AnnotatedDataSet pictures = LabelledPictures.Write(_folder, new Size(60, 40), 60);
        using SuperResolver told = SuperResolver.Load(_folder.Write("told.onnx", SuperResolutionStub.Told(2)));
        using Moved network = new(told, 3);

        IReadOnlyList<MapEditRow> rows = new MapEditStudy(pictures, scale: 2).Run(network);

        // 20 x 20 pixels are edited: 3 columns of 20 lie outside, of the ring of 28 x 28 without the square.
        Assert.Equal(51 * 17 / 20.0, rows[0].Change, 1e-9);
        Assert.Equal(51 * 60 / (28.0 * 28 - 400), rows[1].Change, 1e-9);
        Assert.Equal((51.0, 0.0), (rows[1].Largest, rows[2].Largest));
    }

    [Fact]
    public void The_middle_becomes_the_next_class_and_void_stays()
    {
        AnnotatedDataSet pictures = LabelledPictures.Write(_folder, new Size(60, 40), 60);
        using Mat labels = new(4, 4, MatType.CV_8UC1);
        byte[] values = [0, 0, 0, 0, 0, 1, LabelMap.None, 0, 0, 0, 1, 0, 0, 0, 0, 0];
        values.CopyTo(labels.AsSpan<byte>());
        MapEditStudy study = new(pictures, scale: 2);

        using Mat edited = study.Edit(labels, MapEditStudy.Middle(labels.Size()));

        Assert.Equal(
            [0, 0, 0, 0, 0, 0, LabelMap.None, 0, 0, 1, 0, 0, 0, 0, 0, 0], edited.AsSpan<byte>().ToArray());
        Assert.Equal(values, labels.AsSpan<byte>().ToArray());
    }

    [Fact]
    public void A_picture_that_is_too_small_is_refused_by_name()
    {
        AnnotatedDataSet pictures = LabelledPictures.Write(_folder, new Size(7, 9), 60);
        using SuperResolver network = SuperResolver.Load(_folder.Write("told.onnx", SuperResolutionStub.Told(2)));

        Assert.Equal(
            $"'{pictures.Images[0].Path}' is 7 x 9 pixels; expected at least 8 x 8.",
            Assert.Throws<StudyException>(() => new MapEditStudy(pictures, scale: 2).Run(network)).Message);
    }

    /// <summary>Tells a network a map that is moved to the right.</summary>
    private sealed class Moved(FrontEnd inner, int columns) : FrontEnd
    {
        protected override Mat Process(Mat image, FrontEndContext context)
        {
            Mat map = context.LabelMap!;
            using Mat wider = map.CopyMakeBorder(0, 0, columns, 0, BorderTypes.Replicate);
            using Mat moved = wider[new Rect(0, 0, map.Width, map.Height)].Clone();
            return inner.Enhance(image, context with { LabelMap = moved });
        }
    }
}
