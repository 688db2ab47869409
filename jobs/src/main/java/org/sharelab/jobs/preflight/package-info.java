/** What has to hold on every executor before a study is started, and a look whether it does. */
package org.sharelab.jobs.preflight;
