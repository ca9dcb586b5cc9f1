using DetectionSdk.Imaging.Tiling;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// The patches of a clip: the tiles that <see cref="SuperResolver"/> cuts its frames into, so that what a network was
/// fitted to is what it is asked for.
/// </summary>
/// <param name="frame">Size of the low-resolution frames.</param>
/// <param name="scale">Output pixels per input pixel and axis.</param>
/// <param name="side">Wanted side of the patches, in input pixels.</param>
internal sealed class PatchGrid(Size frame, int scale, int side)
{
    private readonly int _scale = scale;

    /// <summary>The patches of a frame, in rows, in input pixels; all of one size.</summary>
    public IReadOnlyList<Rect> Places { get; } =
    [
        .. from row in TileAxis.Cut(frame.Height, frame.Height * scale, side, overlap: 0)
           from column in TileAxis.Cut(frame.Width, frame.Width * scale, side, overlap: 0)
           select new Rect(column.Start, row.Start, column.Length, row.Length)
    ];

    /// <summary>Their size in input pixels.</summary>
    public Size PatchSize => Places[0].Size;

    /// <summary>A patch of a low-resolution frame: a view into it.</summary>
    public Mat Low(ClipPair clip, int frameNumber, int place) => new(clip.Low[frameNumber], Places[place]);

    /// <summary>The same patch of the original: a view into it.</summary>
    public Mat Original(ClipPair clip, int frameNumber, int place) => Enlarged(clip.Frames[frameNumber], place);

    /// <summary>The same patch of an enlarged frame: a view into it.</summary>
    public Mat Enlarged(Mat enlarged, int place)
    {
        Rect low = Places[place];
        return new Mat(enlarged, new Rect(low.X * _scale, low.Y * _scale, low.Width * _scale, low.Height * _scale));
    }
}
