using OpenCvSharp;

namespace DetectionSdk.Families;

/// <summary>
/// What is asked of an answer, and where the image lies in the input of the network. Turns boxes of other units into
/// those of the input.
/// </summary>
public readonly struct DecodeContext
{
    internal DecodeContext(ModelSignature model, float confidence, int classCount, ImagePlacement placement)
    {
        Model = model;
        Confidence = confidence;
        ClassCount = classCount;
        Placement = placement;
    }

    /// <summary>What the model says of itself.</summary>
    public ModelSignature Model { get; }

    /// <summary>Objects that score below are dropped.</summary>
    public float Confidence { get; }

    /// <summary>Number of class names.</summary>
    public int ClassCount { get; }

    /// <summary>Where the image lies in the input.</summary>
    public ImagePlacement Placement { get; }

    /// <summary>Size of the network's input in pixels.</summary>
    public Size InputSize => Placement.Input;

    /// <summary>Size of the image in pixels.</summary>
    public Size ImageSize => Placement.Image;

    /// <summary>A box in pixels of the image becomes one in pixels of the input.</summary>
    /// <param name="box">Edges in image pixels.</param>
    public Candidate FromImage(in Candidate box) =>
        box with
        {
            Left = (float)(box.Left * Placement.ScaleX + Placement.Region.X),
            Top = (float)(box.Top * Placement.ScaleY + Placement.Region.Y),
            Right = (float)(box.Right * Placement.ScaleX + Placement.Region.X),
            Bottom = (float)(box.Bottom * Placement.ScaleY + Placement.Region.Y),
        };

    /// <summary>A box in fractions of the image becomes one in pixels of the input.</summary>
    /// <param name="box">Edges in [0, 1] of the image.</param>
    public Candidate FromImageFractions(in Candidate box) => FromImage(Multiply(box, ImageSize));

    /// <summary>A box in fractions of the input, border included, becomes one in pixels of the input.</summary>
    /// <param name="box">Edges in [0, 1] of the input.</param>
    public Candidate FromInputFractions(in Candidate box) => Multiply(box, InputSize);

    private static Candidate Multiply(in Candidate box, Size size) =>
        box with
        {
            Left = box.Left * size.Width,
            Top = box.Top * size.Height,
            Right = box.Right * size.Width,
            Bottom = box.Bottom * size.Height,
        };
}
