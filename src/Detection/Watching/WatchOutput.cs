namespace DetectionSdk.Watching;

/// <summary>
/// Takes what a <see cref="CameraWatch"/> sees. Called from one thread at a time, and should be quick; an exception of
/// bad input or of the disk ends this camera alone. An output without which the camera is worth watching tells a
/// <see cref="Problem"/> in its place.
/// </summary>
public abstract class WatchOutput
{
    /// <summary>Why the output does nothing any more, in a sentence; null while it does.</summary>
    public virtual string? Problem => null;

    /// <summary>Something happened; before <see cref="Show"/> of its frame.</summary>
    public virtual void Tell(WatchEvent happened)
    {
    }

    /// <summary>A frame was searched. Its picture must not be kept.</summary>
    public virtual void Show(WatchedFrame frame)
    {
    }

    /// <summary>The camera has ended; nothing follows.</summary>
    public virtual void Finish()
    {
    }
}
