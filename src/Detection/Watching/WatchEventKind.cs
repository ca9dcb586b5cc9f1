namespace DetectionSdk.Watching;

/// <summary>What happened in front of a camera, or to it.</summary>
public enum WatchEventKind
{
    /// <summary>An object is there.</summary>
    Appeared,

    /// <summary>An object was not seen for as long as the tracker remembers it, or the recording has ended.</summary>
    Gone,

    /// <summary>An object came into a zone, or was there when it appeared.</summary>
    Entered,

    /// <summary>An object went out of a zone, or has gone inside of it.</summary>
    Left,

    /// <summary>An object crossed a line.</summary>
    Crossed,

    /// <summary>An object has been in a zone for as long as the zone allows.</summary>
    Alarm,

    /// <summary>The picture does not change any more.</summary>
    Frozen,

    /// <summary>A frozen picture changes again.</summary>
    Moving,

    /// <summary>A live camera was lost; it is tried again until it is back.</summary>
    Lost,

    /// <summary>The camera is back.</summary>
    Returned,
}
